import { Socket } from 'node:net'
import { quoteIdentifier } from '@sluice/model'
import { Client, type QueryResultRow } from 'pg'
import { identityColumns } from './identity-columns.ts'
import type { PostgresqlOptions } from './postgresql-driver.ts'
import { postgresqlFailure } from './postgresql-failure.ts'
import type { ReportColumn, ReportRows } from './report-rows.ts'
import { firstUnwritten, positionsTable, type ReportSession, type SessionWrite } from './report-session.ts'
import type { ReportSpec } from './report-spec.ts'
import { type ColumnKind, find, type TableColumn } from './table-shape.ts'
import { timeText } from './time-text.ts'

export async function openPostgresql(
  options: PostgresqlOptions,
  spec: ReportSpec,
  signal: AbortSignal,
): Promise<ReportSession> {
  const { host, port, user, password, tls, ca, schema, connectTimeoutMs } = options
  const database = options.database ?? spec.dbName
  const table = `${database}.${schema}.${spec.tableName}`
  signal.throwIfAborted()
  // Ending a connection in an orderly way waits for a server that may have stopped answering.
  const socket = new Socket()
  const onAbort = () => void socket.destroy(new Error('given up'))
  signal.addEventListener('abort', onAbort, { once: true })
  const client = new Client({
    host,
    port,
    user,
    password,
    database,
    connectionTimeoutMillis: connectTimeoutMs,
    application_name: 'sluice',
    stream: () => socket,
    ssl: tls && { rejectUnauthorized: true, ...(ca && { ca }) },
  })
  // What happens between two calls is noticed by the next one; an 'error' that nobody hears would end the thread.
  client.on('error', () => {})
  try {
    await client.connect()
    await client.query(`set time zone interval '${options.utcOffset}' hour to minute`)
    return new PostgresqlSession(client, socket, { ...options, database }, spec.tableName, table)
  } catch (error) {
    socket.destroy()
    throw signal.aborted ? signal.reason : postgresqlFailure(error, `${table} at ${host}:${port}`)
  } finally {
    signal.removeEventListener('abort', onAbort)
  }
}

class PostgresqlSession implements ReportSession {
  readonly table: string
  readonly #client: Client
  readonly #socket: Socket
  readonly #options: PostgresqlOptions
  /** As the table has it, once it was described: SQL written without quotes makes lower-case names. */
  #name: string
  /** By column: what text is cast to, without a length: a cast to a length would cut. */
  #casts = new Map<string, string>()
  #uniqueKeys: readonly (readonly string[])[] = []

  constructor(client: Client, socket: Socket, options: PostgresqlOptions, name: string, table: string) {
    this.#client = client
    this.#socket = socket
    this.#options = options
    this.#name = name
    this.table = table
  }

  async describe(): Promise<readonly TableColumn[] | undefined> {
    const { schema } = this.#options
    const tables = await this.#select(
      `select c.oid::text as oid, c.relname as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
       where n.nspname = $1 and lower(c.relname) = lower($2) and c.relkind in ('r', 'p', 'v', 'f')`,
      [schema, this.#name],
    )
    const found = find(
      tables.map(({ oid, name }) => ({ oid: String(oid), name: String(name) })),
      this.#name,
    )
    if (!found) return undefined
    this.#name = found.name
    this.#uniqueKeys = await this.#keysOf(found.oid)
    return await this.#columnsOf(found.oid)
  }

  async createTable(columns: readonly ReportColumn[]): Promise<void> {
    const { owner, offset } = identityColumns
    const types = new Map([
      ['long', 'bigint'],
      ['float', 'double precision'],
      ['date', 'timestamp with time zone'],
    ])
    const mapped = columns.map(
      ({ name, field }) => `${quoteIdentifier(name)} ${types.get(field.valtype) ?? 'text'}`,
    )
    const identity = [
      `${owner} text not null`,
      `${offset} bigint not null`,
      `primary key (${owner}, ${offset})`,
    ]
    await this.#run(`create table if not exists ${this.#quoted} (${[...mapped, ...identity].join(', ')})`)
  }

  async preparePosition(run: string): Promise<void> {
    const [found] = await this.#select('select to_regclass($1) is not null as there', [this.#positions])
    // CREATE … IF NOT EXISTS wants the privilege also where the table exists.
    if (found?.['there'] !== true)
      await this.#run(
        `create table if not exists ${this.#positions} (run text primary key, next bigint not null)`,
      )
    await this.#run(`insert into ${this.#positions} values ($1, 0) on conflict do nothing`, [run])
  }

  async write(write: SessionWrite): Promise<void> {
    const { rows, run, next } = write
    await this.#run('begin')
    try {
      const from = firstUnwritten(rows, await this.#lockPosition(run))
      if (from < rows.positions.length) await this.#insert(write, from)
      await this.#run(`update ${this.#positions} set next = greatest(next, $2) where run = $1`, [
        run,
        String(next),
      ])
      await this.#run('commit')
    } catch (error) {
      await this.#client.query('rollback').catch(() => this.end())
      throw error
    }
  }

  end(): void {
    this.#socket.destroy()
  }

  async #insert({ target, rows, owner }: SessionWrite, from: number): Promise<void> {
    const { mapped, identity } = target
    const names = [...mapped.map(({ name }) => name), ...(identity ? [identity.owner, identity.offset] : [])]
    const key = this.#uniqueKeys.find((columns) => columns.every((column) => names.includes(column)))
    const all = Array.from({ length: rows.positions.length - from }, (_, i) => from + i)
    const texts = (row: number) => {
      const cells = mapped.map((_, i) => cellText(rows, i, row, this.#options.utcOffset))
      return identity ? [...cells, owner, String(rows.offsets[row])] : cells
    }
    const tuples = lastOfEachKey(all.map(texts), key?.map((column) => names.indexOf(column)) ?? [])
    const values = names.map((_, i) => tuples.map((tuple) => tuple[i] ?? null))
    const parameters = names.map((_, i) => `$${i + 1}::text[]`).join(', ')
    const aliases = names.map((_, i) => `c${i}`)
    const casts = names.map((name, i) => `c${i}::${this.#casts.get(name) ?? 'text'}`)
    await this.#run(
      `insert into ${this.#quoted} (${names.map(quoteIdentifier).join(', ')})
       select ${casts.join(', ')} from unnest(${parameters}) as u(${aliases.join(', ')})
       ${onConflict(key, names)}`,
      values,
    )
  }

  get #quoted(): string {
    return `${quoteIdentifier(this.#options.schema)}.${quoteIdentifier(this.#name)}`
  }

  get #positions(): string {
    return `${quoteIdentifier(this.#options.schema)}.${positionsTable}`
  }

  async #columnsOf(oid: string): Promise<TableColumn[]> {
    const columns = await this.#select(
      `select a.attname as name, t.typname as type, format('%I.%I', n.nspname, t.typname) as castto,
         a.attnotnull and not a.atthasdef and a.attidentity = '' and a.attgenerated = '' as required
       from pg_attribute a join pg_type t on t.oid = a.atttypid join pg_namespace n on n.oid = t.typnamespace
       where a.attrelid = $1::oid and a.attnum > 0 and not a.attisdropped order by a.attnum`,
      [oid],
    )
    this.#casts = new Map(columns.map(({ name, castto }) => [String(name), String(castto)]))
    return columns.map(({ name, type, required }) => ({
      name: String(name),
      type: String(type),
      kind: kindOf(String(type)),
      required: required === true,
    }))
  }

  /** Columns of unique indexes that ON CONFLICT can name, the primary key first. */
  async #keysOf(oid: string): Promise<string[][]> {
    const keys = await this.#select(
      `select array_agg(a.attname::text order by k.at) as columns
       from pg_index i cross join lateral unnest(i.indkey::int2[]) with ordinality as k(attnum, at)
       join pg_attribute a on a.attrelid = i.indrelid and a.attnum = k.attnum
       where i.indrelid = $1::oid and i.indisunique and i.indisvalid and i.indimmediate
         and i.indpred is null and i.indexprs is null and k.at <= i.indnkeyatts
       group by i.indexrelid, i.indisprimary order by i.indisprimary desc, i.indexrelid`,
      [oid],
    )
    return keys.map(({ columns }) => columns)
  }

  /** Holds up a session of the same run that was given up while its transaction was under way. */
  async #lockPosition(run: string): Promise<bigint> {
    const [found] = await this.#select(`select next from ${this.#positions} where run = $1 for update`, [run])
    if (!found) throw new Error(`${this.table}: the run's row in ${positionsTable} is gone: it is made again`)
    return BigInt(found['next'])
  }

  async #run(sql: string, values: unknown[] = []): Promise<void> {
    await this.#select(sql, values)
  }

  async #select(sql: string, values: unknown[]): Promise<QueryResultRow[]> {
    try {
      return (await this.#client.query(sql, values)).rows
    } catch (error) {
      throw postgresqlFailure(error, this.table)
    }
  }
}

function onConflict(key: readonly string[] | undefined, names: readonly string[]): string {
  if (!key) return ''
  const set = names.filter((name) => !key.includes(name)).map(quoteIdentifier)
  const action =
    set.length === 0 ? 'nothing' : `update set ${set.map((name) => `${name} = excluded.${name}`)}`
  return `on conflict (${key.map(quoteIdentifier).join(', ')}) do ${action}`
}

/** One statement cannot change a row twice. Rows with null in the key are no one's repeat. */
function lastOfEachKey(tuples: readonly (string | null)[][], key: readonly number[]): (string | null)[][] {
  if (key.length === 0) return [...tuples]
  const last = new Map<string, number>()
  const names = tuples.map((tuple, i) => {
    const parts = key.map((column) => tuple[column] ?? null)
    return parts.includes(null) ? `row ${i}` : JSON.stringify(parts)
  })
  for (const [i, name] of names.entries()) last.set(name, i)
  return tuples.filter((_, i) => last.get(names[i] ?? '') === i)
}

function cellText({ values, dates }: ReportRows, column: number, row: number, utcOffset: string) {
  const value = values[column]?.[row] ?? null
  if (value === null) return null
  return typeof value === 'bigint' && dates[column] ? timeText(value, utcOffset) : String(value)
}

function kindOf(type: string): ColumnKind {
  if (/^int[248]$/.test(type)) return 'integer'
  if (type === 'numeric') return 'decimal'
  if (/^float[48]$/.test(type)) return 'float'
  if (/^(timestamptz|timestamp|date)$/.test(type)) return 'time'
  if (/^(text|varchar|bpchar|name|citext)$/.test(type)) return 'text'
  return 'other'
}
