import { createReadStream, createWriteStream } from 'node:fs'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
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
import type { Session } from './session.ts'
import { quoteList } from './sql-text.ts'

type LinesFile = Extract<ScanFile, { kind: 'lines' }>
type ParquetFile = Extract<ScanFile, { kind: 'parquet' }>

/** A SELECT over some files, and the files that it reads. */
export interface Source {
  readonly sql: string
  readonly paths: readonly string[]
}

/** Longest record line that is read: a request body holds at most a few MB, escaping may double it. */
const lineBytesMax = 64 * 1024 * 1024

/** Columns of `schema` out of all files, in offset order. Without files: the same columns without rows. */
export async function sourceOf(
  session: Session,
  schema: Schema,
  files: readonly ScanFile[],
): Promise<Source> {
  const parts: Source[] = []
  for (const run of runs(files)) {
    if (isLines(run)) parts.push(await linesSource(session, schema, run))
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
export async function linesSource(
  session: Session,
  schema: Schema,
  files: readonly LinesFile[],
): Promise<Source> {
  const paths: string[] = []
  for (const file of files) if (!isEmpty(file)) paths.push(await wholeFile(session, file))
  if (paths.length === 0) return { sql: emptySource(schema), paths }
  const names = columnNames(schema)
  const asMembers = hasRenamed(schema, names)
  return { sql: asMembers ? byMember(schema, names, paths) : byColumn(schema, names, paths), paths }
}

const isEmpty = ({ byteFrom = 0, byteTo }: LinesFile) => byteTo !== undefined && byteTo <= byteFrom

/** Whether a column, or a member of a map, cannot have the name of its field. */
function hasRenamed(schema: Schema, names: readonly string[]): boolean {
  return schema.some(
    ({ key, schema: members = [] }, i) => names[i] !== key || hasRenamed(members, columnNames(members, [])),
  )
}

function byColumn(schema: Schema, names: readonly string[], paths: readonly string[]): string {
  const columns = schema.map((field, i) => `${quoteText(names[i] ?? '')}: ${quoteText(duckdbType(field))}`)
  const selected = names.length > 0 ? names.map(quoteIdentifier).join(', ') : 'null as _nothing'
  return (
    `select ${selected} from read_json(${quoteList(paths)}, format = 'newline_delimited', ` +
    `maximum_object_size = ${lineBytesMax}, columns = {${["'#': 'VARCHAR'", ...columns].join(', ')}}) where "#" is null`
  )
}

/** Names that differ only by case cannot be told apart as columns: each is taken out of the JSON by its exact key. Slower,
 *  and rare. */
function byMember(schema: Schema, names: readonly string[], paths: readonly string[]): string {
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

/** DuckDB reads whole files: a part of one is copied out first. */
async function wholeFile({ scratchDirectory }: Session, file: LinesFile): Promise<string> {
  if (file.byteFrom === undefined && file.byteTo === undefined) return file.path
  const path = join(scratchDirectory, `part-${parts++}.jsonl`)
  const end = file.byteTo === undefined ? {} : { end: file.byteTo - 1 }
  const part = createReadStream(file.path, { start: file.byteFrom ?? 0, ...end, highWaterMark: 1 << 20 })
  await pipeline(part, createWriteStream(path))
  return path
}

/** Sealed files. Older ones may lack fields, or members of maps: those are NULL. */
async function parquetSource(
  session: Session,
  schema: Schema,
  files: readonly ParquetFile[],
): Promise<Source> {
  const from = files[0]?.from ?? 0n
  const to = files.at(-1)?.to ?? 0n
  const groups = new Map<string, { columns: Map<string, string>; paths: string[] }>()
  const parts: string[] = []
  for (const { path } of files) {
    const columns = await parquetColumns(session, path)
    const key = JSON.stringify([...columns])
    const group = groups.get(key) ?? { columns, paths: [] }
    group.paths.push(path)
    groups.set(key, group)
  }
  for (const { columns, paths } of groups.values())
    parts.push(
      `select ${selection(schema, columns)} from read_parquet(${quoteList(paths)}) ` +
        `where _offset >= ${from} and _offset < ${to}`,
    )
  return { sql: parts.join('\nunion all\n'), paths: files.map(({ path }) => path) }
}

/** The schema's columns out of a sealed file that may be older than it. */
export function selection(schema: Schema, stored: ReadonlyMap<string, string>): string {
  const names = columnNames(schema)
  const columns = schema.map((field, i) => {
    const name = quoteIdentifier(names[i] ?? '')
    const type = duckdbType(field)
    const storedType = stored.get(names[i] ?? '')
    if (storedType === undefined) return `cast(null as ${type}) as ${name}`
    return field.valtype === 'map' ? `cast(${name} as ${type}) as ${name}` : name
  })
  return columns.length > 0 ? columns.join(', ') : 'null as _nothing'
}

/** Column names and types of a sealed file. */
export async function parquetColumns({ connection }: Session, path: string): Promise<Map<string, string>> {
  const result = await connection.runAndReadAll(`describe select * from read_parquet(${quoteText(path)})`)
  const columns = result.getRows().map(([name, type]) => [String(name), String(type)] as const)
  return new Map(columns.filter(([name]) => !reservedColumns.some((reserved) => reserved === name)))
}
