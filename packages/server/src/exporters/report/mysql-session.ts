import { connect, type Socket } from 'node:net'
import {
  type Connection,
  createConnection,
  escapeId,
  escape as escapeText,
  type RowDataPacket,
} from 'mysql2/promise'
import { ConfigurationError } from '../exporter.ts'
import { identityColumns } from './identity-columns.ts'
import { mysqlFailure } from './mysql-failure.ts'
import { inserts } from './mysql-insert.ts'
import { orAborted } from './or-aborted.ts'
import type { ReportColumn } from './report-rows.ts'
import { firstUnwritten, positionsTable, type ReportSession, type SessionWrite } from './report-session.ts'
import type { ReportSpec } from './report-spec.ts'
import type { ServerOptions } from './server-options.ts'
import type { ColumnKind, TableColumn } from './table-shape.ts'

/** VARCHAR(1024) as the hosted service made them; more of them do not fit into a row of MySQL's. */
const varcharColumnsMax = 15

export async function openMysql(
  options: ServerOptions,
  spec: ReportSpec,
  signal: AbortSignal,
): Promise<ReportSession> {
  const { dbName, tableName } = spec
  const database = options.database ?? dbName
  const table = `${database}.${tableName}`
  signal.throwIfAborted()
  const { host, port, user, password, tls, ca } = options
  try {
    const connecting = createConnection({
      host,
      port,
      user,
      password,
      database,
      stream: () => socketTo(host, port),
      connectTimeout: options.connectTimeoutMs,
      charset: 'utf8mb4',
      supportBigNumbers: true,
      bigNumberStrings: true,
      dateStrings: true,
      ...(tls && { ssl: { rejectUnauthorized: true, verifyIdentity: true, ...(ca && { ca }) } }),
    })
    const session = connecting.then((connection) => begun(connection, tableName, table, options.utcOffset))
    // It may come when nobody waits for it any more.
    session.then((late) => signal.aborted && late.end()).catch(() => {})
    return await orAborted(session, signal)
  } catch (error) {
    if (signal.aborted) throw signal.reason
    throw mysqlFailure(error, `${table} at ${host}:${port}`)
  }
}

/** TLS compares the certificate with the name that the socket was connected to. Node notes it only if it was no address, and
 *  without it takes 'localhost': addresses that certificates name would be refused. */
function socketTo(host: string, port: number): Socket {
  const socket = connect(port, host).setNoDelay(true).setKeepAlive(true)
  return Object.assign(socket, { _host: host })
}

async function begun(connection: Connection, name: string, table: string, utcOffset: string) {
  const session = new MysqlSession(connection, name, table, utcOffset)
  try {
    await session.begin()
    return session
  } catch (error) {
    session.end()
    throw error
  }
}

class MysqlSession implements ReportSession {
  readonly table: string
  readonly #name: string
  readonly #connection: Connection
  readonly #utcOffset: string

  constructor(connection: Connection, name: string, table: string, utcOffset: string) {
    this.#connection = connection
    this.#name = name
    this.table = table
    this.#utcOffset = utcOffset
    // What happens between two calls is noticed by the next one; an 'error' that nobody hears would end the thread.
    connection.on('error', () => {})
  }

  /** Without strict mode the server cuts what does not fit, and says nothing. */
  async begin(): Promise<void> {
    await this.#connection.query(
      `set session sql_mode = 'STRICT_ALL_TABLES,NO_ENGINE_SUBSTITUTION', time_zone = '${this.#utcOffset}'`,
    )
  }

  async describe(): Promise<readonly TableColumn[] | undefined> {
    const columns = await this.#select(
      `select column_name name, data_type type, is_nullable nullable, column_default fallback, extra
       from information_schema.columns where table_schema = database() and table_name = ? order by ordinal_position`,
      [this.#name],
    )
    if (columns.length === 0) return undefined
    await this.#refuseWithoutTransactions()
    return columns.map(({ name, type, nullable, fallback, extra }) => ({
      name: String(name),
      type: String(type),
      kind: kindOf(String(type)),
      required: nullable === 'NO' && fallback === null && !/auto_increment|generated/i.test(String(extra)),
    }))
  }

  async createTable(columns: readonly ReportColumn[]): Promise<void> {
    const { owner, offset } = identityColumns
    const strings = columns.filter(({ field }) => field.valtype === 'string').length
    const text = strings > varcharColumnsMax ? 'text' : 'varchar(1024)'
    const types = new Map([
      ['long', 'bigint'],
      ['float', 'double'],
      ['date', 'datetime(6)'],
    ])
    const mapped = columns.map(
      ({ name, field }) => `${escapeId(name, true)} ${types.get(field.valtype) ?? text} null`,
    )
    const identity = [
      `${owner} varchar(64) character set ascii not null`,
      `${offset} bigint not null`,
      `primary key (${owner}, ${offset})`,
    ]
    await this.#run(
      `create table if not exists ${this.#quoted} (${[...mapped, ...identity].join(', ')})
       engine = InnoDB, default character set = utf8mb4`,
    )
  }

  async preparePosition(run: string): Promise<void> {
    const sql = 'select 1 from information_schema.tables where table_schema = database() and table_name = ?'
    // CREATE … IF NOT EXISTS wants the privilege also where the table exists.
    if ((await this.#select(sql, [positionsTable])).length === 0)
      await this.#run(
        `create table if not exists ${positionsTable} (
           run varchar(128) character set ascii collate ascii_bin primary key, next bigint not null
         ) engine = InnoDB`,
      )
    await this.#run(`insert ignore into ${positionsTable} values (${escapeText(run)}, 0)`)
  }

  async write(write: SessionWrite): Promise<void> {
    const { target, rows, run, owner, next } = write
    await this.#run('start transaction')
    try {
      const position = await this.#lockPosition(run)
      const from = firstUnwritten(rows, position)
      for (const sql of inserts(this.#quoted, target, rows, owner, from, this.#utcOffset))
        await this.#run(sql)
      await this.#run(
        `update ${positionsTable} set next = greatest(next, ${next}) where run = ${escapeText(run)}`,
      )
      await this.#run('commit')
    } catch (error) {
      await this.#connection.query('rollback').catch(() => this.end())
      throw error
    }
  }

  end(): void {
    this.#connection.destroy()
  }

  get #quoted(): string {
    return escapeId(this.#name, true)
  }

  /** Holds up a session of the same run that was given up while its transaction was under way. */
  async #lockPosition(run: string): Promise<bigint> {
    const sql = `select next from ${positionsTable} where run = ? for update`
    const [found] = await this.#select(sql, [run])
    if (!found) throw new Error(`${this.table}: the run's row in ${positionsTable} is gone: it is made again`)
    return BigInt(found['next'])
  }

  async #refuseWithoutTransactions(): Promise<void> {
    const [found] = await this.#select(
      `select t.engine name, e.transactions transactions from information_schema.tables t
       left join information_schema.engines e on e.engine = t.engine
       where t.table_schema = database() and t.table_name = ?`,
      [this.#name],
    )
    if (found?.['transactions'] !== 'NO') return
    throw new ConfigurationError(
      `table ${this.table} is kept by ${found['name']}, which has no transactions: ALTER TABLE … ENGINE = InnoDB`,
    )
  }

  async #run(sql: string): Promise<void> {
    try {
      await this.#connection.query(sql)
    } catch (error) {
      throw mysqlFailure(error, this.table)
    }
  }

  async #select(sql: string, values: readonly string[]): Promise<RowDataPacket[]> {
    try {
      const [rows] = await this.#connection.query<RowDataPacket[]>(sql, [...values])
      return rows
    } catch (error) {
      throw mysqlFailure(error, this.table)
    }
  }
}

function kindOf(type: string): ColumnKind {
  if (/int$|^year$/i.test(type)) return 'integer'
  if (/^(decimal|numeric)$/i.test(type)) return 'decimal'
  if (/^(float|double|real)$/i.test(type)) return 'float'
  if (/^(datetime|timestamp|date)$/i.test(type)) return 'time'
  if (/char|text|^(enum|set)$/i.test(type)) return 'text'
  return 'other'
}
