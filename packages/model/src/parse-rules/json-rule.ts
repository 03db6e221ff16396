import { parseJsonText } from './json-text.ts'
import { emptyLine } from './pick-fields.ts'
import type { LineParser } from './rule.ts'
import { isObject, type PickedField, type SpecReader } from './spec-reader.ts'

/** A line is a JSON object; its members are the fields, maps stay maps. */
export interface JsonSpec {
  /** The members to keep, with `from` as a path into maps (`http.status`); absent: all of them. */
  readonly fields?: readonly PickedField[]
}

export function parseJsonSpec(reader: SpecReader): JsonSpec {
  const fields = reader.fields('fields')
  return fields === undefined ? {} : { fields }
}

export function compileJsonRule({ fields }: JsonSpec): LineParser {
  const paths = fields?.map(({ key, from }) => ({ key, from, path: from.split('.') }))
  return (line) => {
    const value = parseObject(line)
    if (value === undefined) return undefined
    const parsed = emptyLine()
    if (paths === undefined) return Object.assign(parsed, value)
    for (const { key, from, path } of paths) {
      const found = Object.hasOwn(value, from) ? value[from] : follow(value, path)
      if (found !== undefined) parsed[key] = found
    }
    return parsed
  }
}

function parseObject(line: string): Record<string, unknown> | undefined {
  try {
    const value = parseJsonText(line)
    return isObject(value) ? value : undefined
  } catch {
    return undefined
  }
}

function follow(value: unknown, path: readonly string[]): unknown {
  let found = value
  for (const part of path) {
    if (!isObject(found) || !Object.hasOwn(found, part)) return undefined
    found = found[part]
  }
  return found
}
