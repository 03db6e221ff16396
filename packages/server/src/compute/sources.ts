import { join } from 'node:path'
import {
  columnNames,
  duckdbType,
  type Field,
  quoteIdentifier,
  quoteText,
  reservedColumns,
  type Schema,
} from '@sluice/model'
import type { ScanFile } from '../queues/record-log.ts'
import { copyPart } from './part-of-lines.ts'
import type { Session } from './session.ts'
import { quoteList } from './sql-text.ts'

type LinesFile = Extract<ScanFile, { kind: 'lines' }>
type ParquetFile = Extract<ScanFile, { kind: 'parquet' }>

/** A SELECT over some files, and the files that it reads. */
export interface Source {
  readonly sql: string
  readonly paths: readonly string[]
}

/** Columns of `schema` out of all files, in offset order. Without files: the same columns without rows. */
export async function sourceOf(
  session: Session,
  schema: Schema,
  files: readonly ScanFile[],
): Promise<Source> {
  const parts: Source[] = []
  for (const run of runs(files)) {
    if (isLines(run)) parts.push(linesSource(session, schema, run))
    else parts.push(await parquetSource(session, schema, run as ParquetFile[]))
  }
  if (parts.length === 0) return { sql: emptySource(schema), paths: [] }
  return {
    sql: parts.map(({ sql }) => sql).join('\nunion all\n'),
    paths: parts.flatMap(({ paths }) => paths),
  }
}

/** Neighbouring files of the same kind, so that each kind is read by one scan. */
function runs(files: readonly ScanFile[]): ScanFile[][] {
  const result: ScanFile[][] = []
  for (const file of files) {
    const last = result.at(-1)
    if (last?.[0]?.kind === file.kind) last.push(file)
    else result.push([file])
  }
  return result
}

const isLines = (run: readonly ScanFile[]): run is LinesFile[] => run[0]?.kind === 'lines'

export function emptySource(schema: Schema): string {
  const names = columnNames(schema)
  const columns = schema.map(
    (field, i) => `cast(null as ${duckdbType(field)}) as ${quoteIdentifier(names[i] ?? '')}`,
  )
  return `select ${columns.length > 0 ? columns.join(', ') : 'null as _nothing'} where false`
}

/** Segment files of JSON lines. Header lines are rows with a "#": they are dropped (measured: no cost). */
export function linesSource(session: Session, schema: Schema, files: readonly LinesFile[]): Source {
  const paths = files.filter((file) => !isEmpty(file)).flatMap((file) => wholeFiles(session, file))
  if (paths.length === 0) return { sql: emptySource(schema), paths }
  const names = columnNames(schema)
  const asMembers = hasRenamed(schema, names)
  const lines = { paths, lineBytesMax: session.lineBytesMax }
  return { sql: asMembers ? byMember(schema, names, lines) : byColumn(schema, names, lines), paths }
}

const isEmpty = ({ byteFrom = 0, byteTo }: LinesFile) => byteTo !== undefined && byteTo <= byteFrom

/** Whether a column, or a member of a map, cannot have the name of its field. */
function hasRenamed(schema: Schema, names: readonly string[]): boolean {
  return schema.some(
    ({ key, schema: members = [] }, i) => names[i] !== key || hasRenamed(members, columnNames(members, [])),
  )
}

interface Lines {
  readonly paths: readonly string[]
  readonly lineBytesMax: number
}

function byColumn(schema: Schema, names: readonly string[], { paths, lineBytesMax }: Lines): string {
  const columns = schema.map((field, i) => `${quoteText(names[i] ?? '')}: ${quoteText(duckdbType(field))}`)
  const selected = names.length > 0 ? names.map(quoteIdentifier).join(', ') : 'null as _nothing'
  return (
    `select ${selected} from read_json(${quoteList(paths)}, format = 'newline_delimited', ` +
    `maximum_object_size = ${lineBytesMax}, columns = {${["'#': 'VARCHAR'", ...columns].join(', ')}}) where "#" is null`
  )
}

/** Names that differ only by case cannot be told apart as columns: each is taken out of the JSON by its exact key. Slower,
 *  and rare. */
function byMember(schema: Schema, names: readonly string[], { paths, lineBytesMax }: Lines): string {
  const columns = schema.map(
    (field, i) => `${memberSql(field, 'json')} as ${quoteIdentifier(names[i] ?? '')}`,
  )
  return (
    `select ${columns.join(', ')} from read_ndjson_objects(${quoteList(paths)}, ` +
    `maximum_object_size = ${lineBytesMax}) where not json_exists(json, '$."#"')`
  )
}

function memberSql(field: Field, json: string): string {
  const path = quoteText(`$."${field.key}"`)
  const { valtype, schema = [] } = field
  if (valtype === 'string' || valtype === 'jsonstring') return `(${json} ->> ${path})`
  const member = `(${json} -> ${path})`
  const names = columnNames(schema, [])
  if (!hasRenamed(schema, names))
    return `json_transform(${member}, ${quoteText(JSON.stringify(structureOf(field)))})`
  const members = schema.map(
    (inner, i) => `${quoteIdentifier(names[i] ?? '')} := ${memberSql(inner, member)}`,
  )
  return `case when ${member} is not null then struct_pack(${members.join(', ')}) end`
}

/** A field's type in the notation of json_transform, which takes a missing member of a map as NULL. */
function structureOf(field: Field): unknown {
  if (field.valtype === 'array') return [duckdbType(field).replace(/\[\]$/, '')]
  if (field.valtype !== 'map') return duckdbType(field)
  return Object.fromEntries((field.schema ?? []).map((member) => [member.key, structureOf(member)]))
}

/** Copies made so far: several tables of one job may each have a part of a file. */
let parts = 0

/** A file as it is, or what belongs to the scan of it. */
function wholeFiles({ scratchDirectory, threads }: Session, { path, byteFrom, byteTo }: LinesFile): string[] {
  if (byteFrom === undefined && byteTo === undefined) return [path]
  const nextPath = () => join(scratchDirectory, `part-${parts++}.jsonl`)
  return copyPart({ path, from: byteFrom ?? 0, to: byteTo }, threads, nextPath)
}

/** Sealed files. Older ones may lack fields, or members of maps: those are NULL. */
async function parquetSource(
  session: Session,
  schema: Schema,
  files: readonly ParquetFile[],
): Promise<Source> {
  const paths = files.map(({ path }) => path)
  const shapes = await parquetShapes(session, paths)
  const shapeOf = (path: string) => shapes.get(path) ?? noShape
  const groups = Map.groupBy(files, ({ path, from, to }) => `${from} ${to} ${shapeOf(path).text}`)
  const parts = [...groups.values()].map((group) => {
    const [{ path, from, to }] = group as [ParquetFile]
    const source = `read_parquet(${quoteList(group.map((file) => file.path))})`
    return `select ${selection(schema, shapeOf(path).columns)} from ${source} where ${inRange({ from, to })}`
  })
  return { sql: parts.join('\nunion all\n'), paths }
}

/** Whether a row of a sealed file belongs to the scan. */
export function inRange({ from, to }: Pick<ParquetFile, 'from' | 'to'>): string {
  const bounds = [
    ...(from === undefined ? [] : [`_offset >= ${from}`]),
    ...(to === undefined ? [] : [`_offset < ${to}`]),
  ]
  return bounds.length > 0 ? bounds.join(' and ') : 'true'
}

/** The schema's columns out of a sealed file that may be older than it. */
export function selection(schema: Schema, stored: ReadonlySet<string>): string {
  const names = columnNames(schema)
  const columns = schema.map((field, i) => {
    const name = quoteIdentifier(names[i] ?? '')
    const type = duckdbType(field)
    if (!stored.has(names[i] ?? '')) return `cast(null as ${type}) as ${name}`
    return field.valtype === 'map' ? `cast(${name} as ${type}) as ${name}` : name
  })
  return columns.length > 0 ? columns.join(', ') : 'null as _nothing'
}

/** What a sealed file holds. */
export interface ParquetShape {
  readonly columns: ReadonlySet<string>
  /** The same for files whose columns have the same names and types. */
  readonly text: string
}

const noShape: ParquetShape = { columns: new Set(), text: '' }

/** Of all files at once: describing one takes as long as asking for twenty. */
export async function parquetShapes(
  { connection }: Session,
  paths: readonly string[],
): Promise<ReadonlyMap<string, ParquetShape>> {
  const result = await connection.runAndReadAll(
    `select file_name, name, coalesce(num_children, 0), duckdb_type from parquet_schema(${quoteList(paths)})
     order by file_name, column_id`,
  )
  const nodes = result.getRows().map(([file, name, children, type]) => ({
    file: String(file),
    name: String(name),
    children: Number(children),
    type: String(type),
  }))
  const files = Map.groupBy(nodes, ({ file }) => file)
  return new Map([...files].map(([file, [, ...below]]) => [file, shapeOf(below)]))
}

interface ParquetNode {
  readonly name: string
  readonly children: number
  readonly type: string
}

/** `nodes`: all below the root, each followed by what is below it. */
function shapeOf(nodes: readonly ParquetNode[]): ParquetShape {
  const columns = new Set<string>()
  let below = 0
  for (const { name, children } of nodes) {
    if (below === 0) columns.add(name)
    else below--
    below += children
  }
  for (const reserved of reservedColumns) columns.delete(reserved)
  return {
    columns,
    text: nodes.map(({ name, children, type }) => `${JSON.stringify(name)} ${children} ${type}`).join(),
  }
}
