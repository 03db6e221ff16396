import type { TypeName } from '../syntax/ast.ts'
import { TextError } from '../syntax/text-error.ts'
import { arrayType, decimalPrecisionMax, decimalType, mapType, type SqlType, structType } from './sql-type.ts'

const simpleTypes: { readonly [name: string]: SqlType } = {
  boolean: { kind: 'boolean' },
  tinyint: { kind: 'tinyint' },
  byte: { kind: 'tinyint' },
  smallint: { kind: 'smallint' },
  short: { kind: 'smallint' },
  int: { kind: 'int' },
  integer: { kind: 'int' },
  bigint: { kind: 'bigint' },
  long: { kind: 'bigint' },
  float: { kind: 'float' },
  real: { kind: 'float' },
  double: { kind: 'double' },
  string: { kind: 'string' },
  varchar: { kind: 'string' },
  char: { kind: 'string' },
  character: { kind: 'string' },
  binary: { kind: 'binary' },
  date: { kind: 'date' },
  timestamp: { kind: 'timestamp' },
  // The documentation's word for it (spec: sql.md §9).
  datetime: { kind: 'timestamp' },
}

/** The type that a name in the user's text means: `bigint`, `decimal(10, 2)`, `array<string>`. */
export function readType(name: TypeName): SqlType {
  switch (name.kind) {
    case 'array':
      return arrayType(readType(name.element))
    case 'map':
      return mapType(readType(name.key), readType(name.value))
    case 'struct':
      return structType(
        name.members.map((member) => ({ name: member.name.text, type: readType(member.type) })),
      )
    case 'simple':
      return readSimple(name)
  }
}

function readSimple(name: Extract<TypeName, { kind: 'simple' }>): SqlType {
  const word = name.name.toLowerCase()
  if (word === 'decimal' || word === 'dec' || word === 'numeric') {
    const [precision = 10, scale = 0] = name.arguments
    if (precision < 1 || precision > decimalPrecisionMax || scale < 0 || scale > precision)
      throw new TextError(
        `decimal(${precision},${scale}): use 1 to ${decimalPrecisionMax} digits, of which at most all are behind the point`,
        name,
      )
    return decimalType(precision, scale)
  }
  const type = simpleTypes[word]
  if (type) return type
  throw new TextError(
    `there is no type '${name.name}': the types are ${Object.keys(simpleTypes)
      .filter((known) => !['byte', 'short', 'integer', 'real', 'character', 'datetime'].includes(known))
      .join(', ')}, decimal(p,s), array<…>, map<…,…>, struct<…>`,
    name,
  )
}
