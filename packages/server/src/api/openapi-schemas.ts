import type { TSchema } from 'typebox'

export type Json = { readonly [key: string]: unknown }

/**
 * Prints TypeBox schemas, which are JSON Schema already, in the form of an OpenAPI document: what stands under a name of
 * its own (`Type.Cyclic`, or a member `component`) moves to `components`. A value whose check has finer codes than a shape could give is declared
 * `Unknown` and names its shape as `documented`.
 */
export class SchemaPrinter {
  /** `components.schemas`: by name, what the printed schemas refer to. */
  readonly components: { [name: string]: unknown } = {}

  print(schema: TSchema): unknown {
    return this.#printed(JSON.parse(JSON.stringify(schema)))
  }

  #printed(schema: unknown): unknown {
    if (Array.isArray(schema)) return schema.map((item) => this.#printed(item))
    if (!isObject(schema)) return schema
    const { component, ...anonymous } = schema
    if (typeof component === 'string') {
      this.components[component] ??= this.#printed(anonymous)
      return { $ref: `#/components/schemas/${component}` }
    }
    const { $defs, $ref, $id: _id, documented, needed: _needed, secret, ...rest } = schema
    for (const [name, definition] of Object.entries(isObject($defs) ? $defs : {}))
      this.components[name] ??= this.#printed(definition)
    if ($ref) return { $ref: `#/components/schemas/${$ref}` }
    const shape = isObject(documented) ? this.#printed(documented) : {}
    // Only one member of the options says this: a password, which no answer shows.
    const hidden = secret ? { format: 'password' } : {}
    return { ...Object.fromEntries(this.#members(rest)), ...hidden, ...(isObject(shape) ? shape : {}) }
  }

  #members(schema: Json): [string, unknown][] {
    const required = requiredOf(schema)
    const printed = Object.entries(schema)
      .filter(([key]) => key !== 'required')
      .map(([key, value]): [string, unknown] => [key, this.#member(key, value)])
    return required.length > 0 ? [['required', required], ...printed] : printed
  }

  /** The keys of `properties` are the names of members, whatever words they are. */
  #member(key: string, value: unknown): unknown {
    if (key !== 'properties' || !isObject(value)) return this.#printed(value)
    return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, this.#printed(member)]))
  }
}

/** Nobody needs to give what has a default. `needed`: its absence has a finer code than a shape that is not met. */
function requiredOf({ properties, required }: Json): string[] {
  if (!isObject(properties)) return []
  const always: readonly unknown[] = Array.isArray(required) ? required : []
  return Object.entries(properties)
    .filter(([name, member]) => {
      if (!isObject(member)) return false
      return member['needed'] === true || (always.includes(name) && !('default' in member))
    })
    .map(([name]) => name)
}

function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
