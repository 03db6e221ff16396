import { quoteText } from '@sluice/model'
import {
  opaqueUrl,
  partPatterns,
  pathPattern,
  queryPattern,
  refPattern,
  validUrl,
} from '../../patterns/url-patterns.ts'
import { mapType, stringType } from '../../types/sql-type.ts'
import type { Call, FunctionRow } from '../function.ts'
import { patternOf } from './rlike.ts'
import { knownText, optionalText, text } from './text-arguments.ts'

/** SQL of a part. Equal checks of a URL are computed once, however many parts are taken. */
const parts: { readonly [name: string]: (url: string) => string } = {
  ...Object.fromEntries(
    Object.entries(partPatterns).map(([name, pattern]) => [
      name,
      (url: string) => `nullif(regexp_extract(${checked(url)}, ${quoteText(pattern)}, 1), '')`,
    ]),
  ),
  PATH: (url) =>
    `(case when ${hasParts(url)} then regexp_extract(${checked(url)}, ${quoteText(pathPattern)}, 1) end)`,
  QUERY: (url) => `(case when ${hasParts(url)} then substring(${afterSign(url, queryPattern)}, 2) end)`,
  REF: (url) => `substring(${afterSign(url, refPattern)}, 2)`,
  FILE: (url) => `(${partOf(url, 'PATH')} || coalesce('?' || ${partOf(url, 'QUERY')}, ''))`,
}

const checked = (url: string): string => `spark_url(${url}, ${quoteText(validUrl)})`
const hasParts = (url: string): string => `not regexp_matches(${checked(url)}, ${quoteText(opaqueUrl)})`
const afterSign = (url: string, pattern: string): string =>
  `nullif(regexp_extract(${checked(url)}, ${quoteText(pattern)}, 1), '')`

/** NULL for parts that do not exist, as for URLs that are none. */
const partOf = (url: string, part: string): string => parts[part]?.(url) ?? 'null::varchar'

function parseUrl([url = '', part = '', key]: readonly string[], call: Call): string {
  const known = knownText(call, 1)
  if (known === null) return 'null::varchar'
  if (known !== undefined) {
    const name = known.toUpperCase()
    return key !== undefined && name === 'QUERY' ? queryValue(url, key) : partOf(url, name)
  }
  const whens = Object.keys(parts).map((name) => {
    const sql = name === 'QUERY' && key !== undefined ? queryValue(url, key) : partOf(url, name)
    return `when '${name}' then ${sql}`
  })
  return `(case upper(${part}) ${whens.join(' ')} end)`
}

const queryValue = (url: string, key: string): string => `spark_query_value(${partOf(url, 'QUERY')}, ${key})`

function keyvalue(args: readonly string[], call: Call): string {
  const [source, first = '', second, third] = args
  if (second === undefined) return `spark_keyvalue(${source}, ';', ':', ${first})`
  if (third === undefined)
    return call.refuse('keyvalue takes a text and a key, or a text, two separators and a key')
  return `spark_keyvalue(${source}, ${first}, ${second}, ${third})`
}

function strToMap([source, between, sign]: readonly string[], call: Call): string {
  const pattern = (i: number, sql: string | undefined, usual: string) => {
    const known = sql === undefined ? usual : knownText(call, i)
    if (known === undefined) return `spark_checked_pattern(${sql})`
    return known === null
      ? 'null::varchar'
      : quoteText(patternOf(known, 'whole', (message) => call.refuse(message, i)).re2)
  }
  return `spark_text_map(${source}, ${pattern(1, between, ',')}, ${pattern(2, sign, ':')})`
}

export const urlFunctions: readonly FunctionRow[] = [
  {
    name: 'parse_url',
    kind: 'scalar',
    usage: "parse_url(url, 'HOST') or parse_url(url, 'QUERY', key)",
    about:
      'HOST, PATH, QUERY, REF, PROTOCOL, AUTHORITY, FILE or USERINFO of a URL, nothing of it decoded; with a key its value in the query; NULL for what is not there, and when the URL is none',
    parameters: [text, text, optionalText],
    returns: stringType,
    sql: parseUrl,
  },
  {
    name: 'keyvalue',
    kind: 'scalar',
    usage: "keyvalue(text, key) or keyvalue(text, ';', ':', key)",
    about:
      "the value of the first piece of the text that has this key: the first separator (';') stands between pieces, the second (':') between key and value; NULL when there is none",
    parameters: [text, text, optionalText, optionalText],
    returns: stringType,
    sql: keyvalue,
  },
  {
    name: 'str_to_map',
    kind: 'scalar',
    usage: "str_to_map(text[, ','[, ':']])",
    about:
      'the text as a map: regular expressions say what stands between entries and between key and value; the last entry of a key stays',
    parameters: [text, optionalText, optionalText],
    returns: mapType(stringType, stringType),
    sql: strToMap,
  },
]
