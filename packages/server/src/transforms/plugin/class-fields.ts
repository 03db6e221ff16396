/** A field of a Java class, as the class file has it. */
export interface ClassField {
  readonly name: string
  /** Such as `J` or `Ljava/lang/String;`. */
  readonly descriptor: string
}

const isStatic = 0x0008

/** Bytes of a constant after its tag (Java virtual machine specification, table 4.4-A); text has its own length. */
const constantBytes: { readonly [tag: number]: number } = {
  3: 4,
  4: 4,
  5: 8,
  6: 8,
  7: 2,
  8: 2,
  9: 4,
  10: 4,
  11: 4,
  12: 4,
  15: 3,
  16: 2,
  17: 4,
  18: 4,
  19: 2,
  20: 2,
}

/** The instance fields of a class file, in order. Throws when the bytes are not a class file. */
export function classFields(bytes: Buffer): ClassField[] {
  if (bytes.length < 10 || bytes.readUInt32BE(0) !== 0xcafebabe) throw new Error('this is not a class file')
  const { texts, end } = constants(bytes)
  const interfaces = bytes.readUInt16BE(end + 6)
  let at = end + 8 + interfaces * 2
  const fields: ClassField[] = []
  for (let count = bytes.readUInt16BE(at), i = 0; i < count; i++) {
    const start = i === 0 ? at + 2 : at
    const access = bytes.readUInt16BE(start)
    const name = texts.get(bytes.readUInt16BE(start + 2)) ?? ''
    const descriptor = texts.get(bytes.readUInt16BE(start + 4)) ?? ''
    if ((access & isStatic) === 0) fields.push({ name, descriptor })
    at = afterAttributes(bytes, start + 6)
  }
  return fields
}

function constants(bytes: Buffer): { texts: Map<number, string>; end: number } {
  const texts = new Map<number, string>()
  const count = bytes.readUInt16BE(8)
  let at = 10
  for (let index = 1; index < count; index++) {
    const tag = bytes.readUInt8(at)
    if (tag === 1) {
      const length = bytes.readUInt16BE(at + 1)
      texts.set(index, bytes.toString('utf8', at + 3, at + 3 + length))
      at += 3 + length
      continue
    }
    const size = constantBytes[tag]
    if (size === undefined) throw new Error(`the class file has an unknown constant of type ${tag}`)
    at += 1 + size
    // long and double take two places of the table.
    if (tag === 5 || tag === 6) index++
  }
  return { texts, end: at }
}

function afterAttributes(bytes: Buffer, at: number): number {
  let next = at + 2
  for (let count = bytes.readUInt16BE(at); count > 0; count--) next += 6 + bytes.readUInt32BE(next + 2)
  return next
}
