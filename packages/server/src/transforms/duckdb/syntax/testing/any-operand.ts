import fc from 'fast-check'
import type { Expression, Literal, Name, TypeName } from '../ast.ts'

/** Where trees stand that come from no text. */
export const nowhere = { start: 0, end: 0 }

/** What only backticks make a name, and what needs none. */
export const anyName: fc.Arbitrary<Name> = fc
  .constantFrom('a', 'b', 'c', 'x1', 'from', 'order', 'a b', 'ü', '中文', '1', '`', "'", 'case', 'interval')
  .map((text) => ({ text, ...nowhere }))

export const anyNames: fc.Arbitrary<Name[]> = fc.array(anyName, { minLength: 1, maxLength: 3 })

const digits = fc.nat(127).map(String)

const anyLiteral: fc.Arbitrary<Literal> = fc.oneof(
  fc.constant({ type: 'null' as const }),
  fc.boolean().map((value) => ({ type: 'boolean' as const, value })),
  fc.record({ type: fc.constantFrom('tinyint', 'smallint', 'int', 'bigint'), digits }),
  fc.record({
    type: fc.constantFrom('decimal', 'double', 'float'),
    text: fc.constantFrom('1.5', '.5', '1e3', '2.', '1.5e-7'),
  }),
  fc.record({ type: fc.constant('string'), value: fc.string({ unit: 'binary' }) }),
  fc.record({ type: fc.constantFrom('date', 'timestamp'), value: fc.constant('2017-01-02') }),
  fc.record({ type: fc.constant('binary'), value: fc.constantFrom('', '1F', 'abc') }),
)

/** A literal or a column. */
export const anyOperand: fc.Arbitrary<Expression> = fc.oneof(
  anyLiteral.map((literal) => ({ kind: 'literal' as const, literal, ...nowhere })),
  anyNames.map((path) => ({ kind: 'column' as const, path, ...nowhere })),
)

export const anyType: fc.Arbitrary<TypeName> = fc.letrec<{ type: TypeName }>((tie) => ({
  type: fc.oneof(
    { maxDepth: 2 },
    fc.record({
      kind: fc.constant('simple' as const),
      name: fc.constantFrom('int', 'string', 'decimal'),
      arguments: fc.array(fc.nat(38), { maxLength: 2 }),
      start: fc.constant(0),
      end: fc.constant(0),
    }),
    tie('type').map((element) => ({ kind: 'array' as const, element, ...nowhere })),
    fc
      .tuple(tie('type'), tie('type'))
      .map(([key, value]) => ({ kind: 'map' as const, key, value, ...nowhere })),
    fc
      .array(fc.record({ name: anyName, type: tie('type') }), { maxLength: 2 })
      .map((members) => ({ kind: 'struct' as const, members, ...nowhere })),
  ),
})).type
