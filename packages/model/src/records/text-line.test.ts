import assert from 'node:assert/strict'
import { test } from 'node:test'
import { SluiceError } from '../errors.ts'
import { parseSchema } from '../schema/parse-schema.ts'
import { stringBytesMax } from './json-values.ts'
import { compileRecordParser } from './record-parser.ts'

// Every rule of the text format, as pairs of body and answer. TAB and LF are written as such in the template strings.

const schema = parseSchema([
  { key: 's', valtype: 'string' },
  { key: 'l', valtype: 'long' },
  { key: 'f', valtype: 'float' },
  { key: 'b', valtype: 'boolean' },
  { key: 'd', valtype: 'date' },
  { key: 'as', valtype: 'array', elemtype: 'string' },
  { key: 'al', valtype: 'array', elemtype: 'long' },
  { key: 'af', valtype: 'array', elemtype: 'float' },
  { key: 'ab', valtype: 'array', elemtype: 'boolean' },
  {
    key: 'm',
    valtype: 'map',
    schema: [
      { key: 'x', valtype: 'long' },
      { key: 'y', valtype: 'string' },
      { key: 'z', valtype: 'map', schema: [{ key: 'q', valtype: 'date' }] },
    ],
  },
  { key: 'j', valtype: 'jsonstring' },
])
const options = { withIP: '', withTimestamp: '', unescapeLine: false }
const context = { ip: '', arrivedAtMs: 0 }
const parser = compileRecordParser(schema, options)
const unescaping = compileRecordParser(schema, { ...options, unescapeLine: true })

function parse(body: string | Buffer, by = parser): string {
  const { lines, count } = by.parseText(Buffer.from(body), context)
  const text = Buffer.from(lines).toString()
  assert.equal(text.split('\n').length - 1, count)
  return text
}

function refusal(body: string | Buffer, by = parser): string {
  try {
    return `accepted: ${parse(body, by)}`
  } catch (error) {
    if (error instanceof SluiceError) return error.wireMessage
    throw error
  }
}

const accepted: [string, string, string][] = [
  ['fields come out in schema order', 'l=1\ts=a\n', '{"s":"a","l":1}\n'],
  ['the last line needs no LF', 'l=1\nl=2', '{"l":1}\n{"l":2}\n'],
  [
    'CR before LF is no part of the line',
    's=a\r\nl=1\r\n\r\nd=2017-01-02T07:00:00Z\r\nj={}\r\nb=true\r',
    '{"s":"a"}\n{"l":1}\n{"d":"2017-01-02T07:00:00Z"}\n{"j":"{}"}\n{"b":true}\n',
  ],
  ['empty lines and segments are skipped', '\n\n\t\n\t\tl=1\t\ts=a\t\n\n', '{"s":"a","l":1}\n'],
  ['the first = ends the key', 's=a=b=c', '{"s":"a=b=c"}\n'],
  [
    'an empty string is a value, other empty values are none',
    's=\tl=\tf=\tb=\td=\tas=\tm=\tj=',
    '{"s":""}\n',
  ],
  ['a record may have no value at all', 'l=', '{}\n'],
  [
    'the types of lines may change from line to line',
    'l=1\ns=x\nl=2\tb=true\nb=false\tl=3',
    '{"l":1}\n{"s":"x"}\n{"l":2,"b":true}\n{"l":3,"b":false}\n',
  ],

  [
    'quotes and backslashes of a string are escaped, the two-character forms stay as they are',
    's=say "hi" C:\\x\\ty\\n',
    '{"s":"say \\"hi\\" C:\\\\x\\\\ty\\\\n"}\n',
  ],
  [
    'control characters and CR in a string are escaped',
    's=a\rb\u0001c\b\f\u001f',
    '{"s":"a\\rb\\u0001c\\b\\f\\u001f"}\n',
  ],
  ['all other text stays', 's=</äöü 数据 😀 \u007f', '{"s":"</äöü 数据 😀 \u007f"}\n'],

  [
    'longs of all 64 bits',
    'l=9223372036854775807\nl=-9223372036854775808\nl=0\nl=-1',
    '{"l":9223372036854775807}\n{"l":-9223372036854775808}\n{"l":0}\n{"l":-1}\n',
  ],
  [
    'signs and leading zeros of a long go',
    'l=+5\nl=007\nl=-0\nl=-00012\nl=0000000000000000000000001',
    '{"l":5}\n{"l":7}\n{"l":0}\n{"l":-12}\n{"l":1}\n',
  ],
  [
    'whole numbers as Go prints floats',
    'l=1e+06\nl=1.4833404e+09\nl=12.0\nl=-1E3\nl=0.0\nl=1500e-2\nl=0e999\nl=5.',
    '{"l":1000000}\n{"l":1483340400}\n{"l":12}\n{"l":-1000}\n{"l":0}\n{"l":15}\n{"l":0}\n{"l":5}\n',
  ],
  [
    'an exponent form is exact to the last digit',
    'l=9.223372036854775807e18\nl=-9.223372036854775808E+18',
    '{"l":9223372036854775807}\n{"l":-9223372036854775808}\n',
  ],

  [
    'floats keep the digits that came',
    'f=1\nf=12.70\nf=1e+06\nf=-1.0E7\nf=1e-05\nf=10000000000.000000\nf=-0\nf=0.1',
    '{"f":1}\n{"f":12.70}\n{"f":1e+06}\n{"f":-1.0E7}\n{"f":1e-05}\n{"f":10000000000.000000}\n{"f":-0}\n{"f":0.1}\n',
  ],
  [
    'floats that JSON would not take are put right',
    'f=+1.5\nf=.5\nf=5.\nf=007.25\nf=-.5e3',
    '{"f":1.5}\n{"f":0.5}\n{"f":5}\n{"f":7.25}\n{"f":-0.5e3}\n',
  ],
  [
    'floats of three-digit exponents',
    'f=1e308\nf=5e-324\nf=1e-999',
    '{"f":1e308}\n{"f":5e-324}\n{"f":1e-999}\n',
  ],

  [
    "booleans, and the C client's short false",
    'b=true\nb=false\nb=fals',
    '{"b":true}\n{"b":false}\n{"b":false}\n',
  ],

  [
    'dates become UTC',
    'd=2017-01-02T07:00:00Z\nd=2017-01-02T15:00:00+08:00\nd=2017-01-01t23:30:00-00:30\nd=2017-01-02T07:00:00z',
    '{"d":"2017-01-02T07:00:00Z"}\n'.repeat(2) +
      '{"d":"2017-01-02T00:00:00Z"}\n{"d":"2017-01-02T07:00:00Z"}\n',
  ],
  [
    'an offset may move a date to another month and year',
    'd=2017-01-01T00:30:00+08:00\nd=2016-02-28T23:00:00-02:00\nd=2016-12-31T23:59:59-00:01\nd=2017-03-01T00:00:00+00:01\nd=2016-03-01T05:00:00+23:59',
    '{"d":"2016-12-31T16:30:00Z"}\n{"d":"2016-02-29T01:00:00Z"}\n{"d":"2017-01-01T00:00:59Z"}\n{"d":"2017-02-28T23:59:00Z"}\n{"d":"2016-02-29T05:01:00Z"}\n',
  ],
  [
    'fractions are kept in three or six digits',
    'd=2017-01-02T07:00:00.1Z\nd=2017-01-02T07:00:00.123Z\nd=2017-01-02T07:00:00.1234Z\nd=2017-01-02T07:00:00.123456789Z\nd=2017-01-02T07:00:00.000000999Z\nd=2017-01-02T07:00:00.000Z\nd=2017-01-02T15:00:00.005+08:00',
    '{"d":"2017-01-02T07:00:00.100Z"}\n{"d":"2017-01-02T07:00:00.123Z"}\n{"d":"2017-01-02T07:00:00.123400Z"}\n{"d":"2017-01-02T07:00:00.123456Z"}\n{"d":"2017-01-02T07:00:00Z"}\n{"d":"2017-01-02T07:00:00Z"}\n{"d":"2017-01-02T07:00:00.005Z"}\n',
  ],
  [
    'dates in double quotes, as the Node client sends them',
    'd="2017-01-02T07:00:00.123Z"',
    '{"d":"2017-01-02T07:00:00.123Z"}\n',
  ],
  [
    'the first and the last date',
    'd=0001-01-01T00:00:00Z\nd=9999-12-31T23:59:59.999999Z\nd=0000-12-31T23:00:00-01:00',
    '{"d":"0001-01-01T00:00:00Z"}\n{"d":"9999-12-31T23:59:59.999999Z"}\n{"d":"0001-01-01T00:00:00Z"}\n',
  ],
  [
    'the 29th of February of leap years',
    'd=2016-02-29T00:00:00Z\nd=2000-02-29T00:00:00Z',
    '{"d":"2016-02-29T00:00:00Z"}\n{"d":"2000-02-29T00:00:00Z"}\n',
  ],

  [
    'arrays of every element type',
    'as=["a","\\u00e9\\/\\t\\"","\\u003cb\\u003e"]\tal=[1,-9223372036854775808,1e3,"7"]\taf=[1.50,-0,1e5]\tab=[true,false]',
    '{"as":["a","é/\\t\\"","<b>"],"al":[1,-9223372036854775808,1000,7],"af":[1.50,-0,1e5],"ab":[true,false]}\n',
  ],
  ['an empty array is a value', 'as=[]\tal=[ ]', '{"as":[],"al":[]}\n'],
  ['spaces between tokens go', 'as= [ "a" , "b c" ] \tm={ "x" : 1 }', '{"as":["a","b c"],"m":{"x":1}}\n'],
  [
    'map fields in any order, nulls left out, keys with escapes',
    'm={"z":{"q":"2017-01-02T08:00:00+08:00"},"y":null,"\\u0078":1}',
    '{"m":{"x":1,"z":{"q":"2017-01-02T00:00:00Z"}}}\n',
  ],
  ['an empty map is a value', 'm={}', '{"m":{}}\n'],
  [
    'white space that a client escaped, between tokens',
    'm={\\n\\t"x": 1,\\r\\n\\t"y": "a\\nb"\\n}',
    '{"m":{"x":1,"y":"a\\nb"}}\n',
  ],

  [
    'a jsonstring is kept as text',
    'j={"a": [1, 2.50], "b": "x\\ny \\u00e9"}',
    '{"j":"{\\"a\\": [1, 2.50], \\"b\\": \\"x\\\\ny \\\\u00e9\\"}"}\n',
  ],
  [
    'escaped line breaks between the tokens of a jsonstring become real',
    'j={\\n\\t"a": "b\\\\n"\\n}',
    '{"j":"{\\n\\t\\"a\\": \\"b\\\\\\\\n\\"\\n}"}\n',
  ],
  ['a jsonstring may be a list', 'j=[]', '{"j":"[]"}\n'],
  [
    'half a surrogate pair becomes the replacement character',
    'as=["\\ud83d\\ude00 \\ud83d"]\tj={"a":"\\ud83d\\ude00 \\udc00"}',
    '{"as":["😀 \ufffd"],"j":"{\\"a\\":\\"\\\\ud83d\\\\ude00 \\\\ufffd\\"}"}\n',
  ],
]

for (const [what, body, canonical] of accepted) {
  test(`text: ${what}`, () => assert.equal(parse(body), canonical))
}

test('text: unescapeLine turns \\t and \\n of strings back, and nothing else', () => {
  assert.equal(parse('s=a\\tb\\nc\\rd\\\\te\\', unescaping), '{"s":"a\\tb\\nc\\\\rd\\\\\\te\\\\"}\n')
  assert.equal(
    parse('as=["a\\tb"]\tj={"a":"\\n"}', unescaping),
    '{"as":["a\\tb"],"j":"{\\"a\\":\\"\\\\n\\"}"}\n',
  )
})

const refused: [string, string, string][] = [
  ['an empty body', '', 'E18006: the body holds no record'],
  ['a body of empty lines', '\n\t\n\r\n', 'E18006: the body holds no record'],
  ['a segment without =', 'l=1\nl=2\tabc\n', `E18110: line 2: "abc" has no '='`],
  ['a segment without key', '=1', `E18110: line 1: "=1" has no key before '='`],
  [
    'an unknown field',
    'l=1\n\nnope=1',
    'E18111: One or more field keys do not resident in the specified repo schema: no such field key nope (line 3)',
  ],
  [
    'a field with another case',
    'L=1',
    'E18111: One or more field keys do not resident in the specified repo schema: no such field key L (line 1)',
  ],
  ['blanks around a key', ' l=1', 'E18111: One or more field keys'],
  ['a key that another one begins with', 'a=1', 'E18111: One or more field keys'],
  [
    'an unknown field of a map',
    'm={"x":1,"nope":2}',
    'E18111: One or more field keys do not resident in the specified repo schema: no such field key m.nope (line 1)',
  ],
  ['a field that appears twice', 'l=1\ts=a\tl=2', "E18110: line 1, field 'l': the field appears twice"],
  [
    'a nested field that appears twice',
    'm={"x":1,"x":1}',
    "E18110: line 1, field 'm.x': the field appears twice",
  ],
  ['a word for a long', 's=a\nl=abc', `E18110: line 2, field 'l': "abc" is not a long`],
  ['blanks around a long', 'l= 1', `E18110: line 1, field 'l': " 1" is not a long`],
  ['a fraction for a long', 'l=1.5', `E18110: line 1, field 'l': "1.5" is not a whole number`],
  ['a small exponent for a long', 'l=15e-1', `E18110: line 1, field 'l': "15e-1" is not a whole number`],
  [
    'a long that is too large by one',
    'l=9223372036854775808',
    `E18110: line 1, field 'l': "9223372036854775808" does not fit a long`,
  ],
  ['a long that is too small by one', 'l=-9223372036854775809', 'E18110: line 1'],
  [
    'a long of 20 digits',
    'l=10000000000000000000',
    `E18110: line 1, field 'l': "10000000000000000000" does not fit`,
  ],
  ['a huge exponent for a long', 'l=1e999999', `E18110: line 1, field 'l': "1e999999" does not fit`],
  ['just a sign', 'l=-', `E18110: line 1, field 'l': "-" is not a long`],
  ['NaN', 'f=NaN', `E18110: line 1, field 'f': "NaN" is not allowed: a float must be finite`],
  ['+Inf', 'f=+Inf', `E18110: line 1, field 'f': "+Inf" is not allowed: a float must be finite`],
  [
    '-Infinity',
    'f=-Infinity',
    `E18110: line 1, field 'f': "-Infinity" is not allowed: a float must be finite`,
  ],
  [
    'a float that overflows',
    'f=1e999',
    `E18110: line 1, field 'f': "1e999" is not allowed: a float must be finite`,
  ],
  ['hexadecimal', 'f=0x10', `E18110: line 1, field 'f': "0x10" is not a float`],
  ['a lone point', 'f=.', `E18110: line 1, field 'f': "." is not a float`],
  [
    'an endless number',
    `f=${'1'.repeat(1201)}`,
    "E18008: line 1, field 'f': a number has at most 1200 bytes",
  ],
  ['TRUE', 'b=TRUE', `E18110: line 1, field 'b': "TRUE" is not true or false`],
  ['a number for a boolean', 'b=1', `E18110: line 1, field 'b': "1" is not true or false`],
  ['falsx', 'b=falsx', `E18110: line 1, field 'b': "falsx" is not true or false`],
  [
    'the 29th of February of another year',
    'd=1900-02-29T00:00:00Z',
    `E18110: line 1, field 'd': "1900-02-29T00:00:00Z" is not a date`,
  ],
  ['the 31st of April', 'd=2017-04-31T00:00:00Z', 'E18110: line 1'],
  ['the 32nd', 'd=2017-01-32T00:00:00Z', 'E18110: line 1'],
  ['month 13', 'd=2017-13-01T00:00:00Z', 'E18110: line 1'],
  ['hour 24', 'd=2017-01-01T24:00:00Z', 'E18110: line 1'],
  ['second 60', 'd=2016-12-31T23:59:60Z', 'E18110: line 1'],
  ['a date without offset', 'd=2017-01-01T00:00:00', 'E18110: line 1'],
  [
    'a date without time',
    'd=2017-01-01',
    `E18110: line 1, field 'd': "2017-01-01" is not a date; a date is RFC 3339 text`,
  ],
  ['a fraction without digits', 'd=2017-01-01T00:00:00.Z', 'E18110: line 1'],
  ['a fraction of ten digits', 'd=2017-01-01T00:00:00.1234567890Z', 'E18110: line 1'],
  ['an offset without colon', 'd=2017-01-01T00:00:00+0800', 'E18110: line 1'],
  ['an offset of 24 hours', 'd=2017-01-01T00:00:00+24:00', 'E18110: line 1'],
  ['the year 0', 'd=0000-06-01T00:00:00Z', 'E18110: line 1'],
  ['a date that its offset moves to the year 0', 'd=0001-01-01T00:00:00+01:00', 'E18110: line 1'],
  ['a date that its offset moves to the year 10000', 'd=9999-12-31T23:59:00-01:00', 'E18110: line 1'],
  ['one quote before a date', 'd="2017-01-01T00:00:00Z', 'E18110: line 1'],
  ['an array that is none', 'as=a,b', "E18110: line 1, field 'as': expected a JSON list"],
  ['an array of the wrong type', 'al=[1,"x"]', `E18110: line 1, field 'al': "x" is not a long`],
  ['numbers in an array of strings', 'as=[1]', "E18110: line 1, field 'as': expected a string, got a number"],
  ['null in an array', 'al=[1,null]', "E18110: line 1, field 'al': an array holds no nulls"],
  ['lists in an array', 'al=[[1]]', "E18110: line 1, field 'al': expected a long, got a list"],
  [
    'an array that is not closed',
    'al=[1,2',
    "E18110: line 1, field 'al': malformed JSON at the end of the value: expected ',' or ']'",
  ],
  ['an array with a comma too many', 'al=[1,]', "E18110: line 1, field 'al'"],
  ['leading zeros in an array', 'al=[01]', "E18110: line 1, field 'al': malformed JSON"],
  [
    'text behind an array',
    'al=[1]x',
    "E18110: line 1, field 'al': malformed JSON at byte 4 of the value: something follows the value",
  ],
  [
    '10,001 elements',
    `al=[${'1,'.repeat(10_000)}1]`,
    "E18008: line 1, field 'al': an array has at most 10000 elements",
  ],
  ['a TAB inside JSON', 'as=["a\tb"]', "E18110: line 1, field 'as': malformed JSON"],
  [
    'a bad escape inside JSON',
    'as=["\\x"]',
    "E18110: line 1, field 'as': malformed JSON at byte 3 of the value: bad escape",
  ],
  [
    'a bad \\u escape',
    'as=["\\u12g4"]',
    "E18110: line 1, field 'as': malformed JSON at byte 3 of the value: bad \\u escape",
  ],
  ['a map that is a list', 'm=[]', "E18110: line 1, field 'm': expected a JSON object, got a list"],
  [
    'a wrong value deep in a map',
    'l=1\nm={"z":{"q":"now"}}',
    `E18110: line 2, field 'm.z.q': "now" is not a date`,
  ],
  [
    'an unquoted key',
    'm={x:1}',
    "E18110: line 1, field 'm': malformed JSON at byte 2 of the value: expected a key in double quotes",
  ],
  ['a scalar jsonstring', 'j="text"', "E18110: line 1, field 'j': a jsonstring holds a JSON object or list"],
  [
    'a jsonstring that is no JSON',
    'j={"a":NaN}',
    "E18110: line 1, field 'j': malformed JSON at byte 6 of the value: expected a value",
  ],
  [
    'a jsonstring nested 65 deep',
    `j=${'['.repeat(65)}${']'.repeat(65)}`,
    "E18110: line 1, field 'j': malformed JSON at byte 65 of the value: nested deeper than 64 levels",
  ],
]

for (const [what, body, start] of refused) {
  test(`text: ${what} is refused`, () => {
    const message = refusal(body)
    assert.ok(message.startsWith(start), message)
  })
}

test('text: the line number counts every line of the body', () => {
  assert.match(refusal('l=1\n\n\r\ns=x\nl=y'), /^E18110: line 5, field 'l'/)
})

test('text: a jsonstring may nest 64 deep', () => {
  const json = '['.repeat(64) + ']'.repeat(64)
  assert.equal(parse(`j=${json}`), `{"j":"${json}"}\n`)
})

test('text: bytes that are not UTF-8 are refused with their line', () => {
  assert.equal(
    refusal(Buffer.concat([Buffer.from('s=a\ns='), Buffer.from([0xff]), Buffer.from('\ns=c')])),
    'E18110: line 2: not valid UTF-8',
  )
})

test('text: strings end at 1 MiB', () => {
  const longest = 'x'.repeat(stringBytesMax)
  assert.equal(parse(`s=${longest}\n`).length, stringBytesMax + 9)
  assert.equal(
    refusal(`s=${longest}y`),
    "E18008: line 1, field 's': the value has 1048577 bytes; at most 1048576 are allowed",
  )
})

test('text: one bad record refuses the whole body, and the parser is as new afterwards', () => {
  assert.match(refusal('l=1\nl=2\nm={"z":{"q":1}}'), /^E18110: line 3, field 'm.z.q'/)
  assert.equal(parse('l=3'), '{"l":3}\n')
})

test('text: the answer is a buffer of its own', () => {
  const first = parser.parseText(Buffer.from('s=first'), context).lines
  parser.parseText(Buffer.from('s=other'), context)
  assert.equal(Buffer.from(first).toString(), '{"s":"first"}\n')
})

test('text: a body given as a plain Uint8Array view reads the same', () => {
  const bytes = new TextEncoder().encode('xxl=12')
  assert.equal(Buffer.from(parser.parseText(bytes.subarray(2), context).lines).toString(), '{"l":12}\n')
})
