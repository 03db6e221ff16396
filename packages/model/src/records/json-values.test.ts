import assert from 'node:assert/strict'
import { test } from 'node:test'
import { SluiceError } from '../errors.ts'
import { parseSchema } from '../schema/parse-schema.ts'
import { arrayElementsMax, stringBytesMax } from './json-values.ts'
import { compileRecordParser } from './record-parser.ts'

// Every rule of JSON bodies, as pairs of body and answer.

const schema = parseSchema([
  { key: 's', valtype: 'string' },
  { key: 'l', valtype: 'long' },
  { key: 'f', valtype: 'float' },
  { key: 'b', valtype: 'boolean' },
  { key: 'd', valtype: 'date' },
  { key: 'al', valtype: 'array', elemtype: 'long' },
  { key: 'as', valtype: 'array', elemtype: 'string' },
  {
    key: 'm',
    valtype: 'map',
    schema: [
      { key: 'x', valtype: 'long', required: true },
      { key: 'n', valtype: 'map', schema: [{ key: 'q', valtype: 'jsonstring' }] },
    ],
  },
  { key: 'j', valtype: 'jsonstring' },
])
const parser = compileRecordParser(schema, { withIP: '', withTimestamp: '', unescapeLine: true })
const context = { ip: '', arrivedAtMs: 0 }

function parse(body: string | Buffer): string {
  const { lines, count } = parser.parseJson(Buffer.from(body), context)
  const text = Buffer.from(lines).toString()
  assert.equal(text.split('\n').length - 1, count)
  return text
}

function refusal(body: string | Buffer): string {
  try {
    return `accepted: ${parse(body)}`
  } catch (error) {
    if (error instanceof SluiceError) return error.wireMessage
    throw error
  }
}

const accepted: [string, string, string][] = [
  ['a list of objects', '[{"l":1},{"l":2}]', '{"l":1}\n{"l":2}\n'],
  ['one object a line', '{"l":1}\n{"l":2}\n', '{"l":1}\n{"l":2}\n'],
  ['a single object', '{"l":1}', '{"l":1}\n'],
  [
    'pretty-printed objects one after the other',
    ' {\r\n\t"l" : 1 ,\n\t"s" : "a"\n}\n\n{\n}\n',
    '{"s":"a","l":1}\n{}\n',
  ],
  ['a pretty-printed list', '\n[\n {"l": 1},\n {"l": 2}\n]\n', '{"l":1}\n{"l":2}\n'],
  ['null is absent', '[{"s":null,"l":null,"m":null,"j":null}]', '{}\n'],
  ['an empty string is a value', '{"s":""}', '{"s":""}\n'],
  [
    'longs beyond 2^53, as digits and as strings of digits',
    '[{"l":9223372036854775807},{"l":"-9223372036854775808"},{"l":1e3},{"l":12.0}]',
    '{"l":9223372036854775807}\n{"l":-9223372036854775808}\n{"l":1000}\n{"l":12}\n',
  ],
  ['floats as numbers and as strings', '[{"f":1.50},{"f":"2.5"}]', '{"f":1.50}\n{"f":2.5}\n'],
  [
    'escapes in strings become what canonical JSON writes',
    '{"s":"a\\/b\\u0041\\u000a\\u001f\\"\\\\\\u0022\\u005c\\t\\ud83d\\ude00\\ud83d"}',
    '{"s":"a/bA\\n\\u001f\\"\\\\\\"\\\\\\t😀\ufffd"}\n',
  ],
  ['unescapeLine does not touch JSON', '{"s":"a\\\\tb"}', '{"s":"a\\\\tb"}\n'],
  ['keys with escapes', '{"\\u006c":1}', '{"l":1}\n'],
  [
    'dates, with escapes too',
    '[{"d":"2017-01-02T15:00:00+08:00"},{"d":"2017-01-02T15:00:00\\u002b08:00"}]',
    '{"d":"2017-01-02T07:00:00Z"}\n{"d":"2017-01-02T07:00:00Z"}\n',
  ],
  ['booleans', '[{"b":true},{"b":false}]', '{"b":true}\n{"b":false}\n'],
  ['arrays', '{"al":[1, "2", 3.0],"as":["a\\u0041"]}', '{"al":[1,2,3],"as":["aA"]}\n'],
  ['maps', '{"m":{"n":{"q":[ 1 ]},"x":"5"}}', '{"m":{"x":5,"n":{"q":"[1]"}}}\n'],
  [
    'a jsonstring as text keeps its text',
    '[{"j":"{\\"a\\": [1,\\n2]}"},{"j":"[ 1 ]"}]',
    '{"j":"{\\"a\\": [1,\\n2]}"}\n{"j":"[ 1 ]"}\n',
  ],
  [
    'a jsonstring as an object or list becomes compact text',
    '[{"j":{ "a" : [ 1.0 , "b c\\n" ] , "ü" : null }},{"j":[ ]}]',
    '{"j":"{\\"a\\":[1.0,\\"b c\\\\n\\"],\\"ü\\":null}"}\n{"j":"[]"}\n',
  ],
]

for (const [what, body, canonical] of accepted) {
  test(`json: ${what}`, () => assert.equal(parse(body), canonical))
}

const refused: [string, string, string][] = [
  ['an empty body', '', 'E18006: the body holds no record'],
  ['white space', ' \n\t ', 'E18006'],
  ['an empty list', '[ ]', 'E18006: the body holds no record'],
  ['a scalar', '5', 'E18007: record 1: malformed JSON at byte 1 of the body: expected an object'],
  ['a list of scalars', '[{"l":1},5]', 'E18007: record 2: malformed JSON at byte 10 of the body'],
  ['a list in a list', '[[{"l":1}]]', 'E18007: record 1: malformed JSON at byte 2 of the body'],
  [
    'a list that is not closed',
    '[{"l":1}',
    "E18007: record 2: malformed JSON at the end of the body: expected ',' or ']'",
  ],
  [
    'an object that is not closed',
    '{"l":1',
    "E18007: record 1, field 'l': malformed JSON at the end of the body: expected ',' or '}'",
  ],
  ['a comma too many', '[{"l":1},]', 'E18007: record 2'],
  ['a comma between lines', '{"l":1},\n{"l":2}', 'E18007: record 2: malformed JSON at byte 8'],
  [
    'text behind the list',
    '[{"l":1}] {}',
    'E18007: record 2: malformed JSON at byte 11 of the body: something follows the list of records',
  ],
  ['a NUL byte', '{"l":1}\0', 'E18007'],
  [
    'a word that JSON does not know',
    '{"l":nil}',
    "E18007: record 1, field 'l': malformed JSON at byte 6 of the body: expected a value",
  ],
  [
    'a leading zero',
    '{"l":01}',
    "E18007: record 1, field 'l': malformed JSON at byte 6 of the body: bad number",
  ],
  ['a leading plus', '{"f":+1}', "E18007: record 1, field 'f'"],
  [
    'a raw line break in a string',
    '{"s":"a\nb"}',
    "E18007: record 1, field 's': malformed JSON at byte 8 of the body",
  ],
  [
    'an unknown field',
    '[{"l":1},{"nope":2}]',
    'E18111: One or more field keys do not resident in the specified repo schema: no such field key nope (record 2)',
  ],
  [
    'an unknown field with escapes',
    '{"n\\u0021":2}',
    'E18111: One or more field keys do not resident in the specified repo schema: no such field key n! (record 1)',
  ],
  ['a field that appears twice', '{"l":1,"l":1}', "E18110: record 1, field 'l': the field appears twice"],
  [
    'a field that appears twice, once null',
    '{"l":null,"l":1}',
    "E18110: record 1, field 'l': the field appears twice",
  ],
  ['a number for a string', '{"s":1}', "E18110: record 1, field 's': expected a string, got a number"],
  ['an object for a long', '{"l":{}}', "E18110: record 1, field 'l': expected a long, got an object"],
  ['a boolean for a long', '{"l":true}', "E18110: record 1, field 'l': expected a long, got a boolean"],
  ['a word for a long', '{"l":"x"}', `E18110: record 1, field 'l': "x" is not a long`],
  ['an empty string for a long', '{"l":""}', `E18110: record 1, field 'l': "" is not a long`],
  ['a long that is too large', '{"l":9223372036854775808}', "E18110: record 1, field 'l'"],
  [
    'a text for a boolean',
    '{"b":"true"}',
    "E18110: record 1, field 'b': expected true or false, got a string",
  ],
  [
    'a number for a date',
    '{"d":1483286400}',
    "E18110: record 1, field 'd': expected a date in double quotes, got a number",
  ],
  ['a text behind a date', '{"d":"2017-01-02T00:00:00Z "}', "E18110: record 1, field 'd'"],
  [
    'NaN as a string',
    '{"f":"NaN"}',
    `E18110: record 1, field 'f': "NaN" is not allowed: a float must be finite`,
  ],
  ['null in an array', '{"al":[null]}', "E18110: record 1, field 'al': an array holds no nulls"],
  [
    'a missing required field of a map',
    '{"m":{}}',
    "E18123: record 1, field 'm.x': the field is required but has no value",
  ],
  [
    'text that is not JSON for a jsonstring',
    '{"j":"{"}',
    "E18110: record 1, field 'j': malformed JSON at the end of the value",
  ],
  [
    'unclosed text that the next field would close',
    '{"j":"[","s":"]"}',
    "E18110: record 1, field 'j': malformed JSON at the end of the value",
  ],
  [
    'text behind the JSON of a jsonstring',
    '{"j":"{} {}"}',
    "E18110: record 1, field 'j': malformed JSON at byte 4 of the value: something follows",
  ],
  [
    'a number for a jsonstring',
    '{"j":5}',
    "E18110: record 1, field 'j': a jsonstring holds a JSON object or list",
  ],
  [
    'JSON nested 65 deep',
    `{"j":${'['.repeat(65)}${']'.repeat(65)}}`,
    "E18007: record 1, field 'j': malformed JSON at byte 70 of the body: nested deeper than 64 levels",
  ],
]

for (const [what, body, start] of refused) {
  test(`json: ${what} is refused`, () => {
    const message = refusal(body)
    assert.ok(message.startsWith(start), message)
  })
}

test('json: bytes that are not UTF-8 are refused', () => {
  assert.equal(refusal(Buffer.from([0x7b, 0xff, 0x7d])), 'E18007: the body is not valid UTF-8')
})

test('json: strings end at 1 MiB and arrays at 10,000 elements', () => {
  assert.ok(parse(JSON.stringify({ s: 'x'.repeat(stringBytesMax) })).length > stringBytesMax)
  assert.match(refusal(JSON.stringify({ s: 'x'.repeat(stringBytesMax + 1) })), /^E18008: record 1, field 's'/)
  assert.match(refusal(JSON.stringify({ j: ['x'.repeat(stringBytesMax)] })), /^E18008: record 1, field 'j'/)
  const elements = Array.from({ length: arrayElementsMax }, (_, i) => i)
  assert.equal(parse(JSON.stringify({ al: elements })), `${JSON.stringify({ al: elements })}\n`)
  assert.match(refusal(JSON.stringify({ al: [...elements, 1] })), /^E18008: record 1, field 'al'/)
})
