/**
 * The tree of a Spark SQL query. Every node says where it stands in the user's text, so that whatever is wrong can be shown
 * there. Names are as written (without their quotes); the dialect compares them without regard to case.
 */

/** UTF-16 offsets into the user's text, `end` exclusive. */
export interface Span {
  readonly start: number
  readonly end: number
}

export interface Name extends Span {
  readonly text: string
}

export type Query = SetQuery | SelectQuery

/** WITH, ORDER BY and LIMIT belong to a whole query, not to the sides of a UNION. */
interface QueryFrame extends Span {
  readonly ctes: readonly Cte[]
  readonly orderBy: readonly SortItem[]
  readonly limit?: Expression
  readonly offset?: Expression
}

export interface Cte {
  readonly name: Name
  readonly columns: readonly Name[]
  readonly query: Query
}

export interface SetQuery extends QueryFrame {
  readonly kind: 'set'
  readonly operator: 'union' | 'intersect' | 'except'
  readonly all: boolean
  readonly left: Query
  readonly right: Query
}

export interface SelectQuery extends QueryFrame {
  readonly kind: 'select'
  readonly distinct: boolean
  readonly items: readonly SelectItem[]
  /** Undefined: a SELECT without FROM, which has one row. */
  readonly from?: Relation
  /** LATERAL VIEW clauses, in order. */
  readonly lateralViews: readonly LateralView[]
  readonly where?: Expression
  readonly groupBy?: GroupBy
  readonly having?: Expression
  readonly qualify?: Expression
  readonly windows: readonly { readonly name: Name; readonly window: Window }[]
}

export type SelectItem =
  /** `*` or `t.*` or `a.b.*` (a map's members). */
  | (Span & { readonly kind: 'star'; readonly qualifier: readonly Name[]; readonly except: readonly Name[] })
  | (Span & {
      readonly kind: 'expression'
      readonly value: Expression
      /** Several only for generators: `stack(…) as (a, b)`. */
      readonly aliases: readonly Name[]
    })

export interface LateralView extends Span {
  readonly outer: boolean
  readonly call: CallExpression
  readonly table?: Name
  readonly columns: readonly Name[]
}

export interface GroupBy extends Span {
  /** `group by a, b with rollup` is written as rollup. */
  readonly sets: 'plain' | 'rollup' | 'cube' | 'grouping sets'
  /** Plain: the keys. Rollup and cube: their keys, lists of several in brackets being one. Grouping sets: all keys that occur. */
  readonly keys: readonly Expression[]
  /** Of grouping sets, rollup and cube: the sets written out. */
  readonly groupingSets: readonly (readonly Expression[])[]
}

export interface SortItem extends Span {
  readonly value: Expression
  readonly descending: boolean
  /** Undefined: NULLs first ascending, last descending. */
  readonly nulls?: 'first' | 'last'
}

export type Relation =
  | (Span & {
      readonly kind: 'table'
      /** `db.table` has two parts. */
      readonly name: readonly Name[]
      readonly alias?: Name
      readonly columns: readonly Name[]
    })
  | (Span & {
      readonly kind: 'subquery'
      readonly query: Query
      readonly alias?: Name
      readonly columns: readonly Name[]
    })
  | (Span & {
      readonly kind: 'values'
      readonly rows: readonly (readonly Expression[])[]
      readonly alias?: Name
      readonly columns: readonly Name[]
    })
  | (Span & {
      /** `from explode(array(1, 2)) as t(x)`, `from range(10)` */
      readonly kind: 'table function'
      readonly call: CallExpression
      readonly alias?: Name
      readonly columns: readonly Name[]
    })
  | JoinRelation

export type JoinKind = 'inner' | 'left' | 'right' | 'full' | 'cross' | 'left semi' | 'left anti'

export interface JoinRelation extends Span {
  readonly kind: 'join'
  readonly join: JoinKind
  readonly natural: boolean
  readonly left: Relation
  readonly right: Relation
  readonly on?: Expression
  readonly using: readonly Name[]
}

export interface Window {
  /** `over w` or `over (w order by x)`: the named window it builds on. */
  readonly base?: Name
  readonly partitionBy: readonly Expression[]
  readonly orderBy: readonly SortItem[]
  readonly frame?: Frame
}

/** Its `start` and `end` are its bounds, so its place in the text is a member of its own. */
export interface Frame {
  readonly at: Span
  readonly unit: 'rows' | 'range'
  readonly start: FrameBound
  readonly end: FrameBound
}

export type FrameBound =
  | { readonly kind: 'unbounded preceding' | 'unbounded following' | 'current row' }
  | { readonly kind: 'preceding' | 'following'; readonly distance: Expression }

export type Expression =
  | LiteralExpression
  | ColumnExpression
  | MemberExpression
  | IndexExpression
  | UnaryExpression
  | BinaryExpression
  | IsExpression
  | BetweenExpression
  | InExpression
  | LikeExpression
  | CaseExpression
  | CastExpression
  | CallExpression
  | IntervalExpression
  | LambdaExpression
  | TupleExpression
  | SubqueryExpression
  | ExistsExpression

export type Literal =
  | { readonly type: 'null' }
  | { readonly type: 'boolean'; readonly value: boolean }
  /** Without a point or an exponent; suffixes: Y tinyint, S smallint, L bigint. Digits as written, no sign. */
  | { readonly type: 'tinyint' | 'smallint' | 'int' | 'bigint'; readonly digits: string }
  /** `1.5` and suffix BD (also `1e3BD`): text as written, without the suffix. */
  | { readonly type: 'decimal'; readonly text: string }
  /** `1e3`, suffixes D and F. */
  | { readonly type: 'double' | 'float'; readonly text: string }
  /** Escapes are resolved; neighbouring literals are joined. */
  | { readonly type: 'string'; readonly value: string }
  /** `date '2017-01-02'`, `timestamp '…'`, `X'1F'`: text as written. */
  | { readonly type: 'date' | 'timestamp' | 'binary'; readonly value: string }

export interface LiteralExpression extends Span {
  readonly kind: 'literal'
  readonly literal: Literal
}

/** `a`, `t.a`, `t.a.b`, `a.b`: what the parts mean is found out by looking at the tables. */
export interface ColumnExpression extends Span {
  readonly kind: 'column'
  readonly path: readonly Name[]
}

/** `<expression>.name` where the base is more than names: `f(x).a`, `a[0].b`. */
export interface MemberExpression extends Span {
  readonly kind: 'member'
  readonly base: Expression
  readonly name: Name
}

/** `a[0]`, `m['k']` */
export interface IndexExpression extends Span {
  readonly kind: 'index'
  readonly base: Expression
  readonly index: Expression
}

export interface UnaryExpression extends Span {
  readonly kind: 'unary'
  readonly operator: '-' | '+' | '~' | 'not'
  readonly value: Expression
}

export type BinaryOperator =
  | '+'
  | '-'
  | '*'
  | '/'
  | '%'
  | 'div'
  | '||'
  | '&'
  | '|'
  | '^'
  | '='
  | '<=>'
  | '<>'
  | '<'
  | '<='
  | '>'
  | '>='
  | 'and'
  | 'or'

export interface BinaryExpression extends Span {
  readonly kind: 'binary'
  /** `==` is '=', `!=` is '<>', `mod` is '%'. */
  readonly operator: BinaryOperator
  readonly left: Expression
  readonly right: Expression
}

export interface IsExpression extends Span {
  readonly kind: 'is'
  readonly negated: boolean
  readonly test: 'null' | 'true' | 'false' | 'unknown' | 'distinct from'
  readonly value: Expression
  /** Of `is distinct from`. */
  readonly other?: Expression
}

export interface BetweenExpression extends Span {
  readonly kind: 'between'
  readonly negated: boolean
  readonly value: Expression
  readonly low: Expression
  readonly high: Expression
}

export interface InExpression extends Span {
  readonly kind: 'in'
  readonly negated: boolean
  readonly value: Expression
  readonly choices: readonly Expression[] | Query
}

export interface LikeExpression extends Span {
  readonly kind: 'like'
  readonly negated: boolean
  readonly operator: 'like' | 'ilike' | 'rlike'
  readonly value: Expression
  readonly pattern: Expression
  readonly escape?: Expression
}

export interface CaseExpression extends Span {
  readonly kind: 'case'
  readonly subject?: Expression
  readonly branches: readonly { readonly when: Expression; readonly then: Expression }[]
  readonly otherwise?: Expression
}

export interface CastExpression extends Span {
  readonly kind: 'cast'
  /** `try_cast` gives NULL where `cast` would refuse; in this dialect both do. */
  readonly value: Expression
  readonly type: TypeName
}

export type TypeName = Span &
  (
    | { readonly kind: 'simple'; readonly name: string; readonly arguments: readonly number[] }
    | { readonly kind: 'array'; readonly element: TypeName }
    | { readonly kind: 'map'; readonly key: TypeName; readonly value: TypeName }
    | {
        readonly kind: 'struct'
        readonly members: readonly { readonly name: Name; readonly type: TypeName }[]
      }
  )

/** Also for what has a syntax of its own: `extract(year from t)`, `trim(both 'x' from s)`, `substring(s from 2 for 3)`,
 *  `position('a' in s)` become calls of extract(text, t), btrim/ltrim/rtrim, substring and locate; `current_date` without brackets a call without arguments. */
export interface CallExpression extends Span {
  readonly kind: 'call'
  readonly name: Name
  /** `count(*)` has a star. */
  readonly arguments: readonly (Expression | StarArgument)[]
  readonly distinct: boolean
  readonly filter?: Expression
  readonly ignoreNulls?: boolean
  /** `within group (order by x)` */
  readonly withinGroup?: readonly SortItem[]
  readonly over?: Window
}

export interface StarArgument extends Span {
  readonly kind: 'star'
}

/** `interval 1 day`, `interval '1' day`, `interval 2 hours 30 minutes`, `interval '1 day 2 hours'` */
export interface IntervalExpression extends Span {
  readonly kind: 'interval'
  /** Units in the singular and lower case: year month week day hour minute second millisecond microsecond. */
  readonly parts: readonly { readonly value: Expression; readonly unit: string }[]
}

/** `x -> x + 1`, `(x, y) -> x + y` */
export interface LambdaExpression extends Span {
  readonly kind: 'lambda'
  readonly parameters: readonly Name[]
  readonly body: Expression
}

/** `(a, b)`: a struct of col1, col2, … */
export interface TupleExpression extends Span {
  readonly kind: 'tuple'
  readonly items: readonly Expression[]
}

export interface SubqueryExpression extends Span {
  readonly kind: 'subquery'
  readonly query: Query
}

export interface ExistsExpression extends Span {
  readonly kind: 'exists'
  readonly query: Query
}
