import { DamagedJar } from './zip-file.ts'

/**
 * The fields that a Java class declares, read from its class file. Source: The Java Virtual Machine Specification, §4.
 *
 *   u4 0xCAFEBABE   u2 minor   u2 major   u2 count, then count - 1 constants (u1 tag, then by tag)   u2 access   u2 class
 *   u2 super class   u2 count, then interfaces (u2)   u2 count, then fields:
 *     u2 access   u2 name   u2 descriptor   u2 count, then attributes (u2 name, u4 length, bytes)
 *
 * Names are numbers of constants, counted from 1. What follows the fields is not read. Numbers are big-endian.
 */
export interface JavaField {
  readonly name: string
  /** As in class files: `J` is a long, `Ljava/lang/String;` a String. */
  readonly descriptor: string
}

const staticFlag = 0x0008
const syntheticFlag = 0x1000
const textTag = 1

/** Bytes behind the tag of a constant; a text has its own length. */
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

/** The fields that every object of the class has, in the order of the source. Throws DamagedJar. */
export function instanceFields(classFile: Buffer): JavaField[] {
  const reader = new ClassReader(classFile)
  if (reader.u4() !== 0xcafebabe) throw new DamagedJar('it is no class file')
  reader.skip(4)
  const texts = readTexts(reader)
  reader.skip(6)
  reader.skip(2 * reader.u2())
  const fields: JavaField[] = []
  for (let left = reader.u2(); left > 0; left--) {
    const flags = reader.u2()
    const field = { name: textAt(texts, reader.u2()), descriptor: textAt(texts, reader.u2()) }
    skipAttributes(reader)
    if (!(flags & (staticFlag | syntheticFlag))) fields.push(field)
  }
  return fields
}

/** The constants that are texts, by number. */
function readTexts(reader: ClassReader): Map<number, string> {
  const texts = new Map<number, string>()
  const count = reader.u2()
  for (let number = 1; number < count; number++) {
    const tag = reader.u1()
    if (tag === textTag) texts.set(number, reader.text(reader.u2()))
    else {
      const bytes = constantBytes[tag]
      if (bytes === undefined) throw new DamagedJar(`it has a constant of unknown kind ${tag}`)
      reader.skip(bytes)
      // Longs and doubles count as two.
      if (bytes === 8) number++
    }
  }
  return texts
}

function textAt(texts: ReadonlyMap<number, string>, number: number): string {
  const text = texts.get(number)
  if (text === undefined) throw new DamagedJar(`its constant ${number} is not a text`)
  return text
}

function skipAttributes(reader: ClassReader): void {
  for (let left = reader.u2(); left > 0; left--) {
    reader.skip(2)
    reader.skip(reader.u4())
  }
}

/** Reads one number after the other, never past the end. */
class ClassReader {
  private readonly bytes: Buffer
  private at = 0

  constructor(bytes: Buffer) {
    this.bytes = bytes
  }

  u1(): number {
    return this.bytes.readUInt8(this.take(1))
  }

  u2(): number {
    return this.bytes.readUInt16BE(this.take(2))
  }

  u4(): number {
    return this.bytes.readUInt32BE(this.take(4))
  }

  /** Java's own UTF-8, which differs for NUL and beyond U+FFFF: no field of ours has those in its name. */
  text(length: number): string {
    const at = this.take(length)
    return this.bytes.toString('utf8', at, at + length)
  }

  skip(length: number): void {
    this.take(length)
  }

  private take(length: number): number {
    const at = this.at
    if (at + length > this.bytes.length) throw new DamagedJar('the class file is cut off')
    this.at = at + length
    return at
  }
}
