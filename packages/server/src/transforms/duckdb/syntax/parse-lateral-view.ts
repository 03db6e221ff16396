import type { CallExpression, LateralView, Name } from './ast.ts'
import { shortened } from './found-text.ts'
import { atAlias, readBareAlias, readName } from './names.ts'
import { readCall } from './parse-call.ts'
import type { TokenReader } from './token-reader.ts'

/** `lateral view explode(tags) t as tag`, any number of them. */
export function readLateralViews(reader: TokenReader): LateralView[] {
  const views: LateralView[] = []
  while (reader.at('lateral')) views.push(readLateralView(reader))
  if (views.length > 0 && (reader.at(',') || reader.at('join')))
    throw reader.error('LATERAL VIEW comes after all tables and joins')
  return views
}

function readLateralView(reader: TokenReader): LateralView {
  const { start } = reader.next()
  reader.expect('view')
  const outer = reader.accept('outer')
  const call = readGenerator(reader)
  const table = readBareAlias(reader)
  const columns = reader.accept('as') || (table !== undefined && atAlias(reader)) ? readColumns(reader) : []
  return { outer, call, ...(table && { table }), columns, ...reader.since(start) }
}

function readGenerator(reader: TokenReader): CallExpression {
  const name = readName(reader, 'a function after LATERAL VIEW')
  if (!reader.at('(')) throw reader.unexpected(`'(' after ${shortened(name.text)}`)
  return readCall(reader, name)
}

function readColumns(reader: TokenReader): Name[] {
  const columns = [readName(reader, 'the name of a column')]
  while (reader.option(',')) columns.push(readName(reader, 'the name of a column'))
  return columns
}
