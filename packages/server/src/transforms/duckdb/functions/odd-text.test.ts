import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api'
import type { TableSchema } from '../../sql-engine.ts'
import { translate } from '../translate.ts'
import type { FunctionRow } from './function.ts'
import { families } from './index.ts'

// A record with odd text must never fail a run: every function of text is called with columns of it.
const titles = ['Text', 'Regular expressions', 'Hashes', 'Encodings', 'URLs and pairs', 'JSON']

const odd = [
  ...['', 'a', '\\', '\\\\1', '$1', '%', '%zz', '%ff', '(', '[', '*', '{', '{"a":', '{"a":[1,{"b":null}]}'],
  ...["{'a':'x'}", '[1,2', '中国 abc', 'a,b;c:d', 'é', '\u0001', 'http://u@h:8/p?q=1#r', '-1', '1e400'],
  ...['QUERY', 'a'.repeat(300), '𝒳😀'],
]
const numbers = ['-2147483648', '-1', '0', '1', '2', '5', '2147483647']
const fractions = ['0', '-1.5', '1e300', "'nan'", "'inf'", '0.5']

/** Calls with constants that their rows need. */
const withConstants = [
  "format_string('%5s|%d|%,.2f|%x|%e|%08d', s, n, d, m, d, n)",
  'format_number(d, 2)',
  "format_number(d, '#,###.0#')",
  "to_json(from_json(s, 'a int, b struct<c: int>, d array<double>'))",
  "to_json(from_json(s, 'map<string, string>'))",
  "to_json(named_struct('s', s, 'd', d, 'n', n))",
  "get_json_object(s, '$.a[*].b[*].c')",
  "get_json_object(s, '$.a[*][*]')",
  "split(s, '[,;]', m)",
  "split(s, ',', n)",
  "s like u escape '/'",
  's ilike u',
  's rlike u',
  "regexp_replace(s, '(a)|b', u)",
  "regexp_extract_all(s, '(a)?b?', 1)",
  'concat_ws(s, array(u, null, w), s)',
]

const fields = (
  [
    ['s', 'string'],
    ['u', 'string'],
    ['w', 'string'],
    ['n', 'long'],
    ['m', 'long'],
    ['d', 'float'],
  ] as const
).map(([key, valtype]) => ({ key, valtype, required: false }))
const stream: TableSchema = { names: ['stream'], schema: fields }

let instance: DuckDBInstance
let connection: DuckDBConnection
before(async () => {
  instance = await DuckDBInstance.create(':memory:', { threads: '1' })
  connection = await instance.connect()
  await connection.run('create table stream (s varchar, u varchar, w varchar, n bigint, m bigint, d double)')
  const text = (value: string) => `'${value.replaceAll("'", "''")}'`
  const rows = odd.flatMap((s, i) =>
    odd.map((u, k) => {
      const at = i * odd.length + k
      const other = at % 7 === 0 ? 'null' : text(odd[(at * 11) % odd.length] ?? '')
      return `(${text(s)}, ${text(u)}, ${other}, ${numbers[at % 7]}, ${numbers[(at * 3) % 7]}, ${fractions[at % 6]})`
    }),
  )
  await connection.run(`insert into stream values ${rows.join(', ')}`)
})
after(() => {
  connection.closeSync()
  instance.closeSync()
})

function callsOf({ name, parameters }: FunctionRow): string[] {
  const columns = parameters.map(({ type }, i) =>
    type === 'any' || (typeof type !== 'string' && type.kind === 'string') ? 'suw'[i % 3] : 'nm'[i % 2],
  )
  const least = parameters.filter(({ optional }) => !optional).length
  return columns.map((_, i) => `${name}(${columns.slice(0, i + 1).join(', ')})`).slice(Math.max(least - 1, 0))
}

async function run(call: string): Promise<void> {
  // Binary cannot leave a query.
  const value = /^(un(base64|hex)|encode)\(/.test(call) ? `hex(${call})` : call
  const written = /^(str_to_map|from_json)\(/.test(call) ? `to_json(${value})` : value
  const { macros, select } = translate(`select ${written} as r from stream`, [stream], 'Asia/Shanghai')
  for (const macro of macros) await connection.run(macro.replace('create macro', 'create or replace macro'))
  await connection.runAndReadAll(select)
}

const needsConstant = /must be written as a constant|needs a constant|takes a struct|keyvalue takes/

for (const { title, rows } of families.filter((family) => titles.includes(family.title)))
  test(`no odd text makes a function of '${title}' fail`, async () => {
    for (const call of rows.flatMap(callsOf))
      try {
        await run(call)
      } catch (error) {
        const message = error instanceof Error ? error.message : String(error)
        assert.match(message, needsConstant, call)
      }
  })

test('no odd text makes functions fail whose formats, paths, patterns and schemas are constants', async () => {
  for (const call of withConstants) await run(call)
})
