/** Constants of a kind, as SQL: ordinary ones, and those at which rules end. */
export const constants = {
  int: ['0', '1', '-1', '2', '3', '7', '10', '16', '100', '-100', '2147483647', 'cast(null as int)'],
  bigint: [
    '0L',
    '1L',
    '-1L',
    '10L',
    '1483326245L',
    '123456789012L',
    '9223372036854775807L',
    'cast(null as bigint)',
  ],
  float: ['cast(0.1 as float)', 'cast(-1.5 as float)', 'cast(16777216 as float)', 'cast(null as float)'],
  double: [
    '0D',
    '1.5D',
    '-2.5D',
    '-0.5D',
    '3D',
    '0.001D',
    '123456.789D',
    '1e300D',
    "double('NaN')",
    'cast(null as double)',
  ],
  decimal: ['1.50', '-0.005', '99999999999999.99', '0', '2.5', 'null'].map(
    (x) => `cast(${x} as decimal(20,4))`,
  ),
  string: [
    ...["''", "'abc'", "'ABC abc'", "' x '", "'b'", "','", "'a,b,c'", "'a.b.c'", "'%b_'", "'Äö中'", "'aGk='"],
    ...["'123'", "'-1.5'", "'NaN'", "'2017-01-02'", "'2017-01-02 03:04:05'", "'yyyy-MM-dd'", "'UTC'"],
    ...[`'{"a":1,"b":[1,2]}'`, "'$.a'", "'[0-9]+'", 'cast(null as string)'],
  ],
  boolean: ['true', 'false', 'cast(null as boolean)'],
  binary: ["cast('ab' as binary)", "cast('中' as binary)", "cast('' as binary)", 'cast(null as binary)'],
  date: ["date '2017-01-31'", "date '2016-02-29'", "date '1969-12-31'", 'cast(null as date)'],
  timestamp: [
    ...["timestamp '2017-01-02 03:04:05'", "timestamp '1969-12-31 23:59:59.999'"],
    ...["timestamp '2016-02-29 00:00:00'", 'cast(null as timestamp)'],
  ],
  numbers: [
    'array(3, 1, 2)',
    'array(1, null, 1)',
    'array(5)',
    'array(cast(null as int))',
    'cast(null as array<int>)',
  ],
  texts: ["array('b', 'a', 'b')", "array('a', null)", "array('')", 'cast(null as array<string>)'],
  map: ["map('a', 1, 'b', 2)", "map('c', cast(null as int))", 'cast(null as map<string, int>)'],
  struct: ["named_struct('a', 1, 'b', 'x')", "named_struct('a', cast(null as int), 'b', '')"],
} as const

export type Kind = keyof typeof constants

export const kinds = Object.keys(constants) as readonly Kind[]
export const numeric: readonly Kind[] = ['int', 'bigint', 'float', 'double', 'decimal']
export const simple: readonly Kind[] = [...numeric, 'string', 'boolean', 'date', 'timestamp']
