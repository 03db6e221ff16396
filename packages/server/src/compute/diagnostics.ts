import { type Diagnostic, SqlError } from '../transforms/sql-engine.ts'

/** 1-based line and column of a position in `sql`, counted in bytes from 0 as DuckDB does. */
export function placeOf(sql: string, position: number): { line: number; column: number } {
  const before = Buffer.from(sql, 'utf8').subarray(0, position).toString('utf8')
  const lines = before.split('\n')
  return { line: lines.length, column: [...(lines.at(-1) ?? '')].length + 1 }
}

/** Not the query's fault: a file that cannot be read, a bug. */
const engineFaults = /^(IO|INTERNAL|FATAL|INTERRUPT|Serialization)/i

/** DuckDB's error (JSON, `errors_as_json`) as ours: memory is a limit, what has to do with the world the engine's, everything
 *  else the query's. `sql` is what the user wrote, which began `sqlAt` bytes into what DuckDB saw. */
export function sqlErrorOf(error: unknown, sql = '', sqlAt = 0): SqlError {
  if (error instanceof SqlError) return error
  const text = error instanceof Error ? error.message : String(error)
  const {
    exception_type: type,
    exception_message: message = text,
    position,
    name,
    error_subtype,
  } = parsed(text)
  if (type === undefined || engineFaults.test(type)) return new SqlError('engine', plainMessage(message))
  if (/out of memory/i.test(type) || /out of memory/i.test(message))
    return new SqlError('limit', firstLine(message))
  const diagnostic: Diagnostic = {
    message: plainMessage(message),
    ...placeIn(sql, Number(position ?? Number.NaN) - sqlAt),
    ...(error_subtype === 'COLUMN_NOT_FOUND' && name ? { unknownField: name } : {}),
  }
  return new SqlError('diagnostics', diagnostic.message, [diagnostic])
}

function placeIn(sql: string, position: number): Pick<Diagnostic, 'line' | 'column'> {
  return position >= 0 && position < Buffer.byteLength(sql) ? placeOf(sql, position) : {}
}

interface DuckDBError {
  readonly exception_type?: string
  readonly exception_message?: string
  readonly position?: string
  readonly name?: string
  readonly error_subtype?: string
}

function parsed(text: string): DuckDBError {
  const start = text.indexOf('{')
  if (start < 0) return {}
  try {
    return JSON.parse(text.slice(start))
  } catch {
    return {}
  }
}

/** A line of a source was longer than a scan may take. */
export function isLineTooLong(error: unknown): boolean {
  return error instanceof Error && error.message.includes('"maximum_object_size" of')
}

const messageCharactersMax = 300

/** The engine's own advice is to raise a setting, which nobody can. */
const tooDeep = /^(memory exhausted at or near|Max expression depth limit)/

/** What is wrong, in one line: without the engine's list of every function there is. */
export function plainMessage(message: string): string {
  if (tooDeep.test(message))
    return 'the SQL is too long or nested too deeply for the parser: split it with WITH, or use IN instead of many ORs'
  const [fact = '', ...rest] = message.split(/\n(?=\s*Candidate|Did you mean|LINE )/)
  const hint = rest.find((text) => /^(Candidate bindings|Did you mean)/.test(text))
  const line = (text: string) => text.trim().replaceAll(/\s*\n\s*/g, ' ')
  const whole = hint ? `${line(fact)} (${line(hint)})` : line(fact)
  return whole.length > messageCharactersMax ? `${whole.slice(0, messageCharactersMax)}…` : whole
}

const firstLine = (message: string): string => message.split('\n', 1)[0] ?? message
