import assert from 'node:assert/strict'
import { test } from 'node:test'
import { quoteText } from '@sluice/model'
import { firstStatement } from './sql-text.ts'

test('the first statement ends at a semicolon that is not in a literal, a name or a comment', () => {
  const cases = [
    ['select 1', 'select 1'],
    ['select 1;', 'select 1'],
    ['select 1 ; ;\n-- done;', 'select 1 '],
    ["select ';' as x; -- y", "select ';' as x"],
    ["select 'it''s; -- y'", "select 'it''s; -- y'"],
    ['select "a;b" from stream;', 'select "a;b" from stream'],
    ['select 1 -- a;b\n;', 'select 1 -- a;b\n'],
    ['select /* ; */ 1;', 'select /* ; */ 1'],
    ['select $$a;b$$, $x$;$x$;', 'select $$a;b$$, $x$;$x$'],
    ["select e'\\';' ;", "select e'\\';' "],
  ]
  for (const [sql = '', statement] of cases) assert.equal(firstStatement(sql), statement)
})

test('quotes in text are doubled', () => {
  assert.equal(quoteText("it's"), "'it''s'")
})
