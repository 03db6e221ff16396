import assert from 'node:assert/strict'
import { test } from 'node:test'
import { parseQuery } from './parse-query.ts'
import { TextError } from './text-error.ts'

type Mistakes = readonly (readonly [marked: string, message: string])[]

/** One test: its title, and queries whose wrong part stands in «», with what is said about it. */
function mistakes(title: string, cases: Mistakes): void {
  test(title, () => {
    for (const [marked, message] of cases) {
      const start = marked.indexOf('«')
      const end = marked.indexOf('»') - 1
      const error = errorOf(marked.replace(/[«»]/g, ''))
      assert.deepEqual([error.message, error.at], [message, { start, end }], marked)
    }
  })
}

function errorOf(sql: string): TextError {
  try {
    parseQuery(sql)
  } catch (error) {
    if (error instanceof TextError) return error
    throw error
  }
  assert.fail(`this should not parse: ${sql}`)
}

mistakes('misspelled keywords are recognized, also those taken for an alias', [
  ['«selct» a from t', `'selct' cannot stand here: did you mean SELECT?`],
  ['select a «form» t', `'form' cannot stand here: did you mean FROM?`],
  ['select a «fro» t', `'fro' cannot stand here: did you mean FROM?`],
  ['select a from t «wehre» x = 1', `'wehre' cannot stand here: did you mean WHERE?`],
  ['select a from t where b «adn» c', `'adn' cannot stand here: did you mean AND?`],
  ['select a from t «oder» by a', `'oder' cannot stand here: did you mean ORDER?`],
])

mistakes('frequent mistakes have a sentence of their own', [
  ['select«»', 'SELECT without columns: write what to select, or * for all'],
  ['select «from» t', 'SELECT without columns: write what to select, or * for all'],
  ['select distinct «from» t', 'SELECT without columns: write what to select, or * for all'],
  ['select a from t where a is null «=» true', `'=' after another test: put the test before it in brackets`],
  ['select a from t where a in «(»)', 'IN () has no values: write at least one'],
  ['select a from t where a = «not» b', 'NOT after an operator: put it in brackets, (not …)'],
  ['select a from t order by a «sort» by b', 'a query is ordered once: SORT BY after ORDER BY'],
  ['select a from t limit 5«,» 10', 'LIMIT has one number: write LIMIT rows OFFSET rows'],
  [
    'select a from t union«»',
    'expected SELECT, WITH, VALUES or a query in brackets, found the end of the query',
  ],
  ['select a from t union «b»', `expected SELECT, WITH, VALUES or a query in brackets, found 'b'`],
  [
    'select a from t order by a «union» select b',
    'UNION after ORDER BY or LIMIT: put the query before it in brackets',
  ],
  [
    'select a from t lateral view explode(x) u as b «join» v',
    'LATERAL VIEW comes after all tables and joins',
  ],
  [
    'select a from t «tablesample» (10 percent)',
    'TABLESAMPLE cannot be run here: a condition on rand() takes a sample',
  ],
  ['select a from t «pivot» (x)', 'PIVOT cannot be run here: write the columns with CASE'],
  ['select a from t, «lateral» (select 1)', 'LATERAL before a subquery cannot be run here'],
  ['select count(t.«*») from t', 'all columns, as in t.*, may only be selected: here name one'],
  ['select db.f«(»a) from t', 'functions have no dot in their name: write f(…)'],
  ['select cast(a as «foo»<int>) from t', 'only array, map and struct have types in < >, foo has none'],
  ['select (a.b, c) «->» d from t', 'only names in brackets may stand before ->'],
  ['with «recursive» a as (select 1) select 2', 'WITH RECURSIVE cannot be run here'],
  [
    'with a as (select 1)«»',
    'expected a comma, SELECT, WITH, VALUES or a query in brackets, found the end of the query',
  ],
  [
    'select a from (select 1) union«»',
    'expected SELECT, WITH, VALUES or a query in brackets, found the end of the query',
  ],
  [
    'select a from t where f(«select» 1)',
    'a query inside an expression needs brackets of its own: (select …)',
  ],
  [
    'select a from t where a > «select» 1',
    'a query inside an expression needs brackets of its own: (select …)',
  ],
  ['select a from t cluster by a «order» by b', 'a query is ordered once: ORDER BY after CLUSTER BY'],
  [
    'select a not between 1 and 2 «in» (3) from t',
    `'in' after another test: put the test before it in brackets`,
  ],
  [
    'select * from t order by a limit 1 «union» select 2',
    'UNION after ORDER BY or LIMIT: put the query before it in brackets',
  ],
])

mistakes('a comma that nothing follows is pointed at', [
  ['select a«,» from t', 'nothing follows this comma: write what is missing, or remove the comma'],
  ['select a«,» , b from t', 'nothing follows this comma: write what is missing, or remove the comma'],
  [
    'select a from t where a in (1«,» )',
    'nothing follows this comma: write what is missing, or remove the comma',
  ],
  [
    'select a from t order by a«,» limit 3',
    'nothing follows this comma: write what is missing, or remove the comma',
  ],
  ['select f(a«,») from t', 'nothing follows this comma: write what is missing, or remove the comma'],
  [
    'with a as (select 1)«,» select 2',
    'nothing follows this comma: write what is missing, or remove the comma',
  ],
  ['values (1)«,»', 'nothing follows this comma: write what is missing, or remove the comma'],
  [
    'select a from t join u using (a«,»)',
    'nothing follows this comma: write what is missing, or remove the comma',
  ],
  ['select a from t«,» where b', 'nothing follows this comma: write what is missing, or remove the comma'],
])

mistakes('what was found is named, and what could have stood there', [
  ['select a b «c» from t', `expected a comma, FROM or the end, found 'c'`],
  ['select a from«»', 'expected a table, found the end of the query'],
  [
    'select a from t x «y»',
    `expected JOIN, a comma, WHERE, GROUP BY, HAVING, UNION, ORDER BY, LIMIT, OFFSET or the end, found 'y'`,
  ],
  ['select a from t where«»', 'expected a condition after WHERE, found the end of the query'],
  ['select a from t where «and» b', `expected a condition after WHERE, found 'and'`],
  ['select a from t where a =«»', `expected an expression after '=', found the end of the query`],
  ['select a from t where a = «=» b', `expected an expression after '=', found '='`],
  ['select a from t where a ==«» ', `expected an expression after '==', found the end of the query`],
  ['select a from t where a is «5»', `expected NULL, TRUE, FALSE, UNKNOWN or DISTINCT FROM, found '5'`],
  ['select a from t where a in «5»', `expected '(' after IN, found '5'`],
  ['select a from t where a between 1«»', 'expected AND, found the end of the query'],
  ['select a from t where a between 1 «or» 2', `expected AND, found 'or'`],
  ['select a from t where a not «5»', `expected IN, BETWEEN, LIKE or RLIKE after NOT, found '5'`],
  ['select a from t where a like«»', 'expected a pattern after LIKE, found the end of the query'],
  ['select a from t group «a»', `expected BY after GROUP, found 'a'`],
  [
    'select a from t group by«»',
    'expected a column or an expression after GROUP BY, found the end of the query',
  ],
  [
    'select a from t group by «order» by a',
    `expected a column or an expression after GROUP BY, found 'order'`,
  ],
  ['select a from t order «a»', `expected BY after ORDER, found 'a'`],
  ['select a from t limit«»', 'expected a number after LIMIT, found the end of the query'],
  ['select a from t limit 5 «limit» 6', `expected OFFSET or the end, found 'limit'`],
  ['select a from t join«»', 'expected a table, found the end of the query'],
  ['select a from t left «u»', `expected JOIN, found 'u'`],
  ['select a from t natural «u»', `expected JOIN, found 'u'`],
  ['select a from t join u on«»', 'expected a condition after ON, found the end of the query'],
  ['select a from t join u using «a»', `expected '(', found 'a'`],
  ['select a from t lateral view«»', 'expected a function after LATERAL VIEW, found the end of the query'],
  ['select a from t lateral view explode «x»', `expected '(' after explode, found 'x'`],
  ['select f(«,»a) from t', `expected an argument, found ','`],
  ['select («)» from t', `expected an expression, found ')'`],
  ['select a[«]» from t', `expected an index, found ']'`],
  ['select t.* «+» 1 from t', `expected a comma, FROM or the end, found '+'`],
  ['select case when a then b «from» t', `expected WHEN, ELSE or END of the CASE, found 'from'`],
  ['select case a «then» b end from t', `expected WHEN, found 'then'`],
  ['select case when a «b» end from t', `expected THEN, found 'b'`],
  ['select cast(a «int») from t', `expected AS and a type, found 'int'`],
  ['select cast(a as«)» from t', `expected a type, found ')'`],
  ['select cast(a as «5») from t', `expected a type, found '5'`],
  ['select cast(a as decimal(«x»)) from t', `expected a whole number, found 'x'`],
  ['select cast(a as array<int«)» from t', `expected '>', found ')'`],
  [
    'select sum(a) over (order by a rows between 1 and 2«)» from t',
    `expected PRECEDING or FOLLOWING, found ')'`,
  ],
  ['select sum(a) over (order by a rows 5«)» from t', `expected PRECEDING or FOLLOWING, found ')'`],
  ['select a from t window w«»', 'expected AS, found the end of the query'],
  ['select sum(a) filter («b») from t', `expected WHERE, found 'b'`],
  ['select trim(both a«)» from t', `expected FROM, found ')'`],
  ['select x -> «from» t', `expected an expression after ->, found 'from'`],
  ['with a «select» 1', `expected '(', found 'select'`],
  ['with a as «select» 1 select 2', `expected '(', found 'select'`],
  ['(select 1) «5»', `expected UNION, ORDER BY, LIMIT, OFFSET or the end, found '5'`],
  ['values«»', 'expected a row of VALUES, found the end of the query'],
  ['select a from t having«»', 'expected a condition after HAVING, found the end of the query'],
  ['select a from t group by a with «foo»', `expected ROLLUP or CUBE after WITH, found 'foo'`],
  ['select case «from» t', `expected an expression or WHEN after CASE, found 'from'`],
  ['select a from t as«»', 'expected an alias, found the end of the query'],
  ['select a from t where a like any («)»', `expected a pattern, found ')'`],
  ['select a from «5»', `expected a table, found '5'`],
  ['select a + «from» t', `expected an expression after '+', found 'from'`],
  ['select a from t limit ten «five»', `expected OFFSET or the end, found 'five'`],
  ['select a «=>» b from t', `expected a comma, FROM or the end, found '=>'`],
  ['select a::«5» from t', `expected a type, found '5'`],
  [
    'select a where b «from» t',
    `expected GROUP BY, HAVING, UNION, ORDER BY, LIMIT, OFFSET or the end, found 'from'`,
  ],
  [
    'select a from t where b «where» c',
    `expected GROUP BY, HAVING, UNION, ORDER BY, LIMIT, OFFSET or the end, found 'where'`,
  ],
  [
    'select a from t where (a, b) «c»',
    `expected GROUP BY, HAVING, UNION, ORDER BY, LIMIT, OFFSET or the end, found 'c'`,
  ],
  ['select !  «from» t', `expected a condition after !, found 'from'`],
  ['select struct(a as«)» from t', `expected the name of a member, found ')'`],
  ['select 1 «2» from t', `expected a comma, FROM or the end, found '2'`],
  [
    'select a from t where a not«»',
    'expected IN, BETWEEN, LIKE or RLIKE after NOT, found the end of the query',
  ],
])

mistakes('keywords and texts that stand for a name want backticks', [
  [
    'select a from «where» b',
    "expected a table, found the keyword 'where': as a name put `where` in backticks",
  ],
  ['select a from t where «from» = 1', "'from' is a keyword: as a name put it in backticks, `from`"],
  [
    'select a. «from» t',
    "expected a name after '.', found the keyword 'from': as a name put `from` in backticks",
  ],
  ['select a as «from» t', "expected an alias, found the keyword 'from': as a name put `from` in backticks"],
  [`select a as «'x'» from t`, 'an alias stands in backticks, not in quotes: `x`'],
  [`select a «'x'» from t`, 'an alias stands in backticks, not in quotes: `x`'],
  [
    'select a as «from» stream',
    "expected an alias, found the keyword 'from': as a name put `from` in backticks",
  ],
  [`select a from «'t'»`, 'a table stands in backticks, not in quotes: `t`'],
])

mistakes('whoever opens a text, a comment or a bracket must close it', [
  ['select f«(»a from t', 'the bracket ( opened at line 1, column 9 is never closed'],
  ['select f(a«]») from t', 'expected ) for the ( opened at line 1, column 9, found ]'],
  ['select a«)» from t', ') closes nothing: no bracket is open before it'],
  ['select f(a «b») from t', `expected a comma or ')' for the '(' opened at line 1, column 9, found 'b'`],
  ['select (a «b») from t', `expected a comma or ')' for the '(' opened at line 1, column 8, found 'b'`],
  ['select a«[» from t', 'the bracket [ opened at line 1, column 9 is never closed'],
  [`select «'»abc from t`, `the text opened by ' at line 1, column 8 is never closed`],
  ['select «"»abc', 'the text opened by " at line 1, column 8 is never closed'],
  ['select «`»abc from t', 'the backtick opened at line 1, column 8 is never closed'],
  [
    `select «'»c:\\' from t`,
    `the text opened by ' at line 1, column 8 is never closed; a backslash before ' keeps the text open, \\\\ is one backslash`,
  ],
  ['select a «/*» b from t', 'the comment opened at line 1, column 10 is never closed: */ is missing'],
  [
    'select sum(a) over (partition «a») from t',
    `expected PARTITION BY, ORDER BY, ROWS, RANGE or ')' for the '(' opened at line 1, column 20, found 'a'`,
  ],
  [
    'select sum(a) over (a «b») from t',
    `expected PARTITION BY, ORDER BY, ROWS, RANGE or ')' for the '(' opened at line 1, column 20, found 'b'`,
  ],
  [
    'select extract(year «t») from t',
    `expected a comma or ')' for the '(' opened at line 1, column 15, found 't'`,
  ],
  [
    `select position('a' «b») from t`,
    `expected a comma or ')' for the '(' opened at line 1, column 16, found 'b'`,
  ],
  ['«(»select 1', 'the bracket ( opened at line 1, column 1 is never closed'],
  ['select a from «(»select 1 from t', 'the bracket ( opened at line 1, column 15 is never closed'],
  ['select a from t where exists «(»', 'the bracket ( opened at line 1, column 30 is never closed'],
  ['select * except «(»a from t', 'the bracket ( opened at line 1, column 17 is never closed'],
])

mistakes('what is no token of SQL is named', [
  ['select «``» from t', 'there is no name between the backticks'],
  [
    'select a from t where x = «$(now)»',
    '$(now) was not replaced: no variable of this name was given, or variables cannot be used here',
  ],
  ['select a from t where x = «$» 5', `'$' is not part of SQL`],
  ['select a«@»b from t', `'@' is not part of SQL`],
  ['select a from t where b «＝» 1', `'＝' is not the character of SQL: write =`],
  ['select a«，»b from t', `'，' is not the character of SQL: write ,`],
  ['select «‘»a’ from t', `'‘' is not the character of SQL: write '`],
  ['select «1.5x» from t', '1.5x is not a number'],
  ['select «300Y» from t', '300Y is beyond tinyint, which ends at 127'],
  ['select «1.5L» from t', '1.5L is not a whole number, as bigint must be'],
  [`select X«'1G'» from t`, `X'…' has hexadecimal digits only`],
  [`select interval «'foo'» from t`, `this is no interval: write one like '1 day 2 hours'`],
  [
    `select interval «'1'» day to second from t`,
    `this is no interval: write one like '1 02:03:04' day to second`,
  ],
])

mistakes('only one SELECT can be run', [
  ['«insert» into t values (1)', 'only one SELECT can be run here, and this is INSERT'],
  ['«create» table t as select 1', 'only one SELECT can be run here, and this is CREATE'],
  ['«set» x = 1', 'only one SELECT can be run here, and this is SET'],
  ['select 1; «select» 2', 'only one SELECT can be run here, and another statement follows the semicolon'],
  ['«;»', 'the query is empty: write one SELECT'],
  ['«from» t select a', 'a query begins with SELECT: FROM comes after its columns'],
  ['select 1; ; «select» 2', 'only one SELECT can be run here, and another statement follows the semicolon'],
  ['«update» t set a = 1', 'only one SELECT can be run here, and this is UPDATE'],
])
