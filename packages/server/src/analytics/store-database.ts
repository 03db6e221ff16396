import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import {
  BIGINT,
  BOOLEAN,
  DOUBLE,
  type DuckDBConnection,
  DuckDBDataChunk,
  DuckDBInstance,
  type DuckDBType,
  VARCHAR,
} from '@duckdb/node-api'
import { quoteIdentifier } from '@sluice/model'
import { type ColumnType, StoreRefusal, type StoreTable, type TableBatch } from './analytic-store.ts'

/** Also the name of DuckDB's catalog: a schema of the same name could not be told from it. */
const fileName = 'sluice-store.duckdb'
const ownSchemas = new Set(['sluice-store', '_sluice', 'information_schema', 'pg_catalog', 'system', 'temp'])
const memoryMax = '256MB'
/** DuckDB's vector size. */
const chunkRowsMax = 2048

/** How a column travels into the staging table, and what makes its value of that. */
const staged: { readonly [type in ColumnType]: { type: DuckDBType; value: (column: string) => string } } = {
  VARCHAR: { type: VARCHAR, value: (column) => column },
  BIGINT: { type: BIGINT, value: (column) => column },
  DOUBLE: { type: DOUBLE, value: (column) => column },
  BOOLEAN: { type: BOOLEAN, value: (column) => column },
  'TIMESTAMP WITH TIME ZONE': { type: BIGINT, value: (column) => `make_timestamptz(${column})` },
  TIMESTAMP_NS: { type: BIGINT, value: (column) => `make_timestamp_ns(${column})` },
}

/** The one opening of a store's file: DuckDB lets one process have it. Calls that write must not overlap. */
export class StoreDatabase {
  /** For queries: another session, in which transactions are read-only. */
  readonly reading: DuckDBConnection
  readonly path: string
  readonly #writing: DuckDBConnection
  readonly #instance: DuckDBInstance
  readonly #prepared = new Set<string>()

  private constructor(
    path: string,
    instance: DuckDBInstance,
    writing: DuckDBConnection,
    reading: DuckDBConnection,
  ) {
    this.path = path
    this.#instance = instance
    this.#writing = writing
    this.reading = reading
  }

  static async open(directory: string, timeZone: string): Promise<StoreDatabase> {
    mkdirSync(directory, { recursive: true })
    const path = join(directory, fileName)
    const instance = await DuckDBInstance.create(path, {
      threads: '1',
      memory_limit: memoryMax,
      preserve_insertion_order: 'false',
      autoinstall_known_extensions: 'false',
      autoload_known_extensions: 'false',
      temp_directory: '',
    })
    const writing = await instance.connect()
    const reading = await instance.connect()
    await writing.run('create schema if not exists _sluice')
    await writing.run(
      'create table if not exists _sluice.positions (run varchar primary key, next bigint not null)',
    )
    await reading.run(`set TimeZone = '${timeZone.replaceAll("'", "''")}'`)
    await writing.run('set enable_external_access = false')
    await writing.run('set lock_configuration = true')
    return new StoreDatabase(path, instance, writing, reading)
  }

  async check(table: StoreTable): Promise<string | undefined> {
    const columns = await this.#columns(table)
    return ownSchemas.has(table.schema.toLowerCase())
      ? `'${table.schema}' is a name that the store uses itself: choose another one`
      : conflict(table, columns)
  }

  async prepare(table: StoreTable): Promise<void> {
    const signature = JSON.stringify(table)
    if (this.#prepared.has(signature)) return
    const problem = await this.check(table)
    if (problem) throw new StoreRefusal(problem)
    const columns = table.columns.map(({ name, type }) => `${quoteIdentifier(name)} ${type}`)
    await this.#writing.run(`create schema if not exists ${quoteIdentifier(table.schema)}`)
    await this.#writing.run(`create table if not exists ${nameOf(table)} (${columns.join(', ')})`)
    for (const column of columns)
      await this.#writing.run(`alter table ${nameOf(table)} add column if not exists ${column}`)
    this.#prepared.add(signature)
  }

  async write(batch: TableBatch): Promise<void> {
    await this.prepare(batch.table)
    await this.#writing.run('begin transaction')
    try {
      const position = await this.#position(batch.run)
      const skipped = firstFrom(batch.offsets, position)
      if (skipped < batch.offsets.length) await this.#insert(batch, skipped)
      if (batch.next > position) await this.#setPosition(batch.run, batch.next)
      await this.#writing.run('commit')
    } catch (error) {
      await this.#writing.run('rollback').catch(() => {})
      throw error
    }
  }

  close(): void {
    this.reading.closeSync()
    this.#writing.closeSync()
    this.#instance.closeSync()
  }

  async #insert({ table, values }: TableBatch, from: number): Promise<void> {
    const quoted = table.columns.map(({ name }) => quoteIdentifier(name))
    const types = table.columns.map(({ type }) => staged[type].type)
    await this.#stage(quoted, types, values, from)
    const made = table.columns.map(({ type }, i) => `${staged[type].value(quoted[i] ?? '')} as ${quoted[i]}`)
    const last = `qualify row_number() over (partition by ${table.key.map(quoteIdentifier).join(', ')} order by _row desc) = 1`
    const rows = `select ${made.join(', ')}, _row from staging`
    await this.#writing.run(`create or replace temp table fresh as from (${rows}) ${last}`)
    await this.#deleteReplaced(table)
    const select = `select ${quoted.join(', ')} from fresh order by _row`
    await this.#writing.run(`insert into ${nameOf(table)} (${quoted.join(', ')}) ${select}`)
  }

  async #stage(
    quoted: readonly string[],
    types: readonly DuckDBType[],
    values: TableBatch['values'],
    from: number,
  ): Promise<void> {
    const columns = quoted.map((name, i) => `${name} ${types[i]}`)
    await this.#writing.run(`create or replace temp table staging (${columns.join(', ')}, _row bigint)`)
    const appender = await this.#writing.createAppender('staging', 'main', 'temp')
    const rows = values[0]?.length ?? 0
    for (let at = from; at < rows; at += chunkRowsMax) {
      const to = Math.min(rows, at + chunkRowsMax)
      const chunk = DuckDBDataChunk.create([...types, BIGINT], to - at)
      for (const [i, column] of values.entries()) chunk.setColumnValues(i, column.slice(at, to))
      const numbers = Array.from({ length: to - at }, (_, i) => BigInt(at + i))
      chunk.setColumnValues(types.length, numbers)
      appender.appendDataChunk(chunk)
    }
    appender.closeSync()
  }

  /** The bounds of the key's first column keep DuckDB from reading all of a large table. */
  async #deleteReplaced(table: StoreTable): Promise<void> {
    const [leading = ''] = table.key.map(quoteIdentifier)
    const bounds = await this.#writing.runAndReadAll(`select min(${leading}), max(${leading}) from fresh`)
    const [[from, to] = []] = bounds.getRows()
    if (from === undefined || to === undefined) return
    const same = table.key.map(quoteIdentifier).map((name) => `t.${name} is not distinct from f.${name}`)
    await this.#writing.run(
      `delete from ${nameOf(table)} t using fresh f where t.${leading} between $1 and $2 and ${same.join(' and ')}`,
      [from, to],
    )
  }

  async #position(run: string): Promise<bigint> {
    const found = await this.#writing.runAndReadAll('select next from _sluice.positions where run = $1', [
      run,
    ])
    const next = found.getRows()[0]?.[0]
    return typeof next === 'bigint' ? next : 0n
  }

  async #setPosition(run: string, next: bigint): Promise<void> {
    await this.#writing.run(
      'insert or replace into _sluice.positions values ($1, $2)',
      [run, next],
      [VARCHAR, BIGINT],
    )
  }

  async #columns({ schema, name }: StoreTable): Promise<ReadonlyMap<string, string>> {
    const found = await this.#writing.runAndReadAll(
      `select lower(column_name), data_type from duckdb_columns()
       where database_name = 'sluice-store' and lower(schema_name) = lower($1) and lower(table_name) = lower($2)`,
      [schema, name],
    )
    return new Map(found.getRows().map(([column, type]) => [String(column), String(type)]))
  }
}

function conflict(
  { schema, name, columns }: StoreTable,
  there: ReadonlyMap<string, string>,
): string | undefined {
  for (const column of columns) {
    const type = there.get(column.name.toLowerCase())
    if (type !== undefined && type !== column.type)
      return `${schema}.${name} has a column '${column.name}' of type ${type}, and this export would write ${column.type} there: choose another name`
  }
  return undefined
}

function nameOf({ schema, name }: StoreTable): string {
  return `${quoteIdentifier(schema)}.${quoteIdentifier(name)}`
}

function firstFrom(offsets: BigInt64Array, position: bigint): number {
  const at = offsets.findIndex((offset) => offset >= position)
  return at < 0 ? offsets.length : at
}
