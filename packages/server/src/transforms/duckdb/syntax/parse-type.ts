import type { Name, TypeName } from './ast.ts'
import { shortened } from './found-text.ts'
import { nameOf, readAnyName } from './names.ts'
import { TextError } from './text-error.ts'
import type { TokenReader } from './token-reader.ts'

/** `bigint`, `decimal(10, 2)`, `array<int>`, `map<string, int>`, `struct<a: int, b: string>` */
export function readType(reader: TokenReader): TypeName {
  return reader.nested(() => {
    const { kind, start } = reader.peek()
    if (kind !== 'word') throw reader.unexpected('a type')
    const name = nameOf(reader.next())
    if (reader.at('<') || reader.at('<>')) return readParts(reader, name)
    const values = reader.at('(') ? readNumbers(reader) : []
    return { kind: 'simple', name: name.text.toLowerCase(), arguments: values, ...reader.since(start) }
  })
}

function readParts(reader: TokenReader, name: Name): TypeName {
  const kind = name.text.toLowerCase()
  if (kind === 'array') return readArray(reader, name)
  if (kind === 'map') return readMap(reader, name)
  if (kind === 'struct') return readStruct(reader, name)
  throw new TextError(`only array, map and struct have types in < >, ${shortened(name.text)} has none`, name)
}

function readArray(reader: TokenReader, { start }: Name): TypeName {
  reader.expect('<')
  const element = readType(reader)
  reader.expect('>')
  return { kind: 'array', element, ...reader.since(start) }
}

function readMap(reader: TokenReader, { start }: Name): TypeName {
  reader.expect('<')
  const key = readType(reader)
  reader.expect(',')
  const value = readType(reader)
  reader.expect('>')
  return { kind: 'map', key, value, ...reader.since(start) }
}

type Member = Extract<TypeName, { kind: 'struct' }>['members'][number]

function readStruct(reader: TokenReader, { start }: Name): TypeName {
  if (reader.accept('<>')) return { kind: 'struct', members: [], ...reader.since(start) }
  reader.expect('<')
  const members = [readMember(reader)]
  while (reader.option(',')) members.push(readMember(reader))
  reader.expect('>')
  return { kind: 'struct', members, ...reader.since(start) }
}

/** `a: int not null comment 'x'`: what stands behind the type says nothing about a cast. */
function readMember(reader: TokenReader): Member {
  const name = readAnyName(reader, 'the name of a member')
  reader.option(':')
  const type = readType(reader)
  reader.accept('not', 'null')
  if (reader.at('comment') && reader.peek(1).kind === 'text') {
    reader.next()
    reader.next()
  }
  return { name, type }
}

function readNumbers(reader: TokenReader): number[] {
  const open = reader.next()
  const values = [readNumber(reader)]
  while (reader.option(',')) values.push(readNumber(reader))
  reader.close(open)
  return values
}

function readNumber(reader: TokenReader): number {
  const token = reader.peek()
  if (token.kind !== 'number' || !/^\d{1,9}$/.test(token.text)) throw reader.unexpected('a whole number')
  return Number(reader.next().text)
}
