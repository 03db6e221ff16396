import fc from 'fast-check'
import type {
  CallExpression,
  Expression,
  Frame,
  FrameBound,
  Query,
  Relation,
  SelectItem,
  SelectQuery,
  SortItem,
  Window,
} from '../ast.ts'
import { anyName, anyNames, anyOperand, anyType, nowhere } from './any-operand.ts'

interface Trees {
  readonly expression: Expression
  readonly call: CallExpression
  readonly sort: SortItem
  readonly window: Window
  readonly bound: FrameBound
  readonly item: SelectItem
  readonly relation: Relation
  readonly select: SelectQuery
  readonly query: Query
}

const binaries = [
  ...(['+', '-', '*', '/', '%', 'div', '||', '&', '|', '^'] as const),
  ...(['=', '<=>', '<>', '<', '<=', '>', '>=', 'and', 'or'] as const),
]

const start = fc.constant(0)
const end = fc.constant(0)
const span = { start, end }
const star = fc.constant({ kind: 'star' as const, ...nowhere })

function several<T>(one: fc.Arbitrary<T>, minLength = 1): fc.Arbitrary<T[]> {
  return fc.array(one, { minLength, maxLength: Math.max(minLength, 2) })
}

function maybe<T>(one: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> {
  return fc.option(one, { nil: undefined, freq: 1 })
}

/** Any tree that the parser could give, without its places. */
export const anyTree = fc.letrec<Trees>((tie: fc.LetrecTypedTie<Trees>): fc.LetrecValue<Trees> => {
  const e = tie('expression')
  const negated = fc.boolean()
  // Anywhere else it would need brackets, which are no part of it.
  const lambda = fc.record({ kind: fc.constant('lambda'), parameters: anyNames, body: e, ...span })
  const base = { negated, value: e, ...span }
  return {
    expression: fc.oneof(
      { maxDepth: 3, depthIdentifier: 'tree' },
      anyOperand,
      tie('call'),
      fc.record({
        kind: fc.constant('binary'),
        operator: fc.constantFrom(...binaries),
        left: e,
        right: e,
        ...span,
      }),
      fc.record({
        kind: fc.constant('unary'),
        operator: fc.constantFrom('-', '+', '~', 'not'),
        value: e,
        ...span,
      }),
      fc.record({ kind: fc.constant('member'), base: e, name: anyName, ...span }),
      fc.record({ kind: fc.constant('index'), base: e, index: e, ...span }),
      fc.record({
        kind: fc.constant('is'),
        test: fc.constantFrom('null', 'true', 'false', 'unknown'),
        ...base,
      }),
      fc.record({ kind: fc.constant('is'), test: fc.constant('distinct from'), other: e, ...base }),
      fc.record({ kind: fc.constant('between'), low: e, high: e, ...base }),
      fc.record({ kind: fc.constant('in'), choices: fc.oneof(several(e), tie('query')), ...base }),
      fc.record({
        kind: fc.constant('like'),
        operator: fc.constantFrom('like', 'ilike'),
        pattern: e,
        escape: maybe(e),
        ...base,
      }),
      fc.record({ kind: fc.constant('like'), operator: fc.constant('rlike'), pattern: e, ...base }),
      fc.record({
        kind: fc.constant('case'),
        subject: maybe(e),
        branches: several(fc.tuple(e, e).map(([when, result]) => branch(when, result))),
        otherwise: maybe(e),
        ...span,
      }),
      fc.record({ kind: fc.constant('cast'), value: e, type: anyType, ...span }),
      fc.record({ kind: fc.constant('tuple'), items: several(e, 2), ...span }),
      fc.record({ kind: fc.constant('subquery'), query: tie('query'), ...span }),
      fc.record({ kind: fc.constant('exists'), query: tie('select'), ...span }),
    ),
    call: fc.record({
      kind: fc.constant('call'),
      name: fc.constantFrom('f', 'count', 'left', 'if').map((text) => ({ text, ...nowhere })),
      arguments: several(fc.oneof(e, lambda, star)),
      distinct: fc.boolean(),
      filter: maybe(e),
      ignoreNulls: maybe(fc.boolean()),
      withinGroup: maybe(several(tie('sort'))),
      over: maybe(tie('window')),
      ...span,
    }),
    sort: fc.record({
      value: e,
      descending: fc.boolean(),
      nulls: maybe(fc.constantFrom('first', 'last')),
      ...span,
    }),
    window: fc.record({
      base: maybe(anyName),
      partitionBy: several(e, 0),
      orderBy: several(tie('sort'), 0),
      frame: maybe(
        fc.record({
          at: fc.constant(nowhere),
          unit: fc.constantFrom<Frame['unit'][]>('rows', 'range'),
          start: tie('bound'),
          end: tie('bound'),
        }),
      ),
    }),
    bound: fc.oneof(
      fc.record({ kind: fc.constantFrom('unbounded preceding', 'unbounded following', 'current row') }),
      fc.record({ kind: fc.constantFrom('preceding', 'following'), distance: e }),
    ),
    item: fc.oneof(
      fc.record({
        kind: fc.constant('star'),
        qualifier: several(anyName, 0),
        except: several(anyName, 0),
        ...span,
      }),
      fc.record({ kind: fc.constant('expression'), value: e, aliases: several(anyName, 0), ...span }),
    ),
    relation: fc.oneof(
      { maxDepth: 3, depthIdentifier: 'tree' },
      fc.record({ kind: fc.constant('table'), name: anyNames, columns: fc.constant([]), ...span }),
      fc.record({
        kind: fc.constant('table'),
        name: anyNames,
        alias: anyName,
        columns: several(anyName, 0),
        ...span,
      }),
      fc.record({
        kind: fc.constant('subquery'),
        query: tie('query'),
        alias: anyName,
        columns: several(anyName, 0),
        ...span,
      }),
      fc.record({
        kind: fc.constant('values'),
        rows: several(several(e, 2)),
        alias: anyName,
        columns: several(anyName, 0),
        ...span,
      }),
      fc.record({
        kind: fc.constant('join'),
        join: fc.constantFrom('inner', 'left', 'right', 'full', 'cross', 'left semi', 'left anti'),
        natural: fc.constant(false),
        left: tie('relation'),
        right: tie('relation'),
        on: maybe(e),
        using: fc.constant([]),
        ...span,
      }),
    ),
    select: fc.record({
      kind: fc.constant('select'),
      distinct: fc.boolean(),
      items: several(tie('item')),
      from: maybe(tie('relation')),
      lateralViews: fc.constant([]),
      where: maybe(e),
      groupBy: maybe(
        several(e).map((keys) => ({ sets: 'plain' as const, keys, groupingSets: [], ...nowhere })),
      ),
      having: maybe(e),
      qualify: maybe(e),
      windows: several(fc.record({ name: anyName, window: tie('window') }), 0),
      ctes: fc.constant([]),
      orderBy: several(tie('sort'), 0),
      limit: maybe(e),
      offset: maybe(e),
      ...span,
    }),
    query: fc.oneof(
      { maxDepth: 3, depthIdentifier: 'tree' },
      tie('select'),
      fc.record({
        kind: fc.constant('set'),
        operator: fc.constantFrom('union', 'intersect', 'except'),
        all: fc.boolean(),
        left: tie('select'),
        right: tie('query'),
        ctes: several(fc.record({ name: anyName, columns: several(anyName, 0), query: tie('select') }), 0),
        orderBy: several(tie('sort'), 0),
        limit: maybe(e),
        ...span,
      }),
    ),
  }
})

function branch(
  when: Expression,
  result: Expression,
): { readonly when: Expression; readonly then: Expression } {
  // biome-ignore lint/suspicious/noThenProperty: nobody awaits a tree.
  return { when, then: result }
}
