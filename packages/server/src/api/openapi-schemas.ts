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
    const { $defs, $ref, $id: _id, documented, secret, ...rest } = schema
    for (const [name, definition] of Object.entries(isObject($defs) ? $defs : {}))
      this.components[name] ??= this.#printed(definition)
    if ($ref) return { $ref: `#/components/schemas/${$ref}` }
    const shape = isObject(documented) ? this.#printed(documented) : {}
    // Only one member of the options says this: a password, which no answer shows.
    const hidden = secret ? { format: 'password' } : {}
    return { ...Object.fromEntries(this.#members(rest)), ...hidden, ...(isObject(shape) ? shape : {}) }
  }

  #members(schema: Json): [string, unknown][] {
    return Object.entries(schema).flatMap(([key, value]): [string, unknown][] => {
      // Nobody needs to give what has a default.
      if (key === 'required' && Array.isArray(value)) {
        const needed = value.filter((name) => !hasDefault(schema['properties'], name))
        return needed.length > 0 ? [[key, needed]] : []
      }
      return [[key, this.#printed(value)]]
    })
  }
}

function hasDefault(properties: unknown, name: unknown): boolean {
  if (!isObject(properties)) return false
  const property = properties[String(name)]
  return isObject(property) && 'default' in property
}

function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
