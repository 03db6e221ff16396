import type { CaseExpression } from './ast.ts'
import { readExpression } from './parse-expression.ts'
import type { TokenReader } from './token-reader.ts'

/** `case when a then b else c end`, `case x when a then b end` */
export function readCase(reader: TokenReader): CaseExpression {
  const { start } = reader.next()
  const subject = reader.at('when') ? undefined : readExpression(reader, 'an expression or WHEN after CASE')
  const branches = [readBranch(reader)]
  while (reader.option('when')) branches.push(readRestOfBranch(reader))
  const otherwise = reader.option('else') ? readExpression(reader, 'an expression after ELSE') : undefined
  if (!reader.accept('end')) throw reader.unexpected('END of the CASE')
  return {
    kind: 'case',
    ...(subject && { subject }),
    branches,
    ...(otherwise && { otherwise }),
    ...reader.since(start),
  }
}

function readBranch(reader: TokenReader): CaseExpression['branches'][number] {
  reader.expect('when')
  return readRestOfBranch(reader)
}

function readRestOfBranch(reader: TokenReader): CaseExpression['branches'][number] {
  const when = readExpression(reader, 'a condition after WHEN')
  reader.expect('then')
  // biome-ignore lint/suspicious/noThenProperty: nobody awaits a tree.
  return { when, then: readExpression(reader, 'an expression after THEN') }
}
