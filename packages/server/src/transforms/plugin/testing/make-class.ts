/** A class file with these fields and nothing else, as `[name, descriptor, access flags]`. */
export function makeClass(
  fields: readonly (readonly [name: string, descriptor: string, flags?: number])[],
): Buffer {
  const texts: Buffer[] = []
  const number = (text: string) => {
    const bytes = Buffer.from(text)
    texts.push(Buffer.concat([Buffer.from([1]), u2(bytes.length), bytes]))
    // The first constant is a long, which counts as two.
    return u2(texts.length + 2)
  }
  const declared = fields.map(([name, descriptor, flags = 2]) =>
    Buffer.concat([u2(flags), number(name), number(descriptor), u2(0)]),
  )
  const constants = Buffer.concat([Buffer.from([5]), Buffer.alloc(8), ...texts])
  return Buffer.concat([
    Buffer.from('cafebabe00000034', 'hex'),
    u2(texts.length + 3),
    constants,
    Buffer.alloc(6),
    u2(0),
    u2(fields.length),
    ...declared,
  ])
}

function u2(value: number): Buffer {
  const bytes = Buffer.alloc(2)
  bytes.writeUInt16BE(value)
  return bytes
}
