import { namePattern, nameRule, type Schema, SluiceError } from '@sluice/model'
import { type Static, type TSchema, Type } from 'typebox'
import { Value } from 'typebox/value'

const wanted = Type.Boolean({ default: false })

/** One field that holds an IP address, as the Go client sends it. */
const LocatedField = Type.Object({
  shouldLocateField: Type.Boolean({ default: false }),
  wantedFields: Type.Object(
    { wantCountry: wanted, wantRegion: wanted, wantCity: wanted, wantIsp: wanted },
    { default: {} },
  ),
  fieldNames: Type.Object(
    {
      ipCountryFieldName: Type.String({ default: '' }),
      ipRegionFieldName: Type.String({ default: '' }),
      ipCityFieldName: Type.String({ default: '' }),
      ipIspFieldName: Type.String({ default: '' }),
    },
    { default: {} },
  ),
})
type LocatedField = Static<typeof LocatedField>

const Config = Type.Object({
  shouldLocateIP: Type.Boolean({ default: false }),
  mappings: Type.Record(Type.String(), Type.Unknown(), { default: {} }),
})

export interface LocateIP {
  readonly shouldLocateIP: boolean
  readonly mappings: { readonly [field: string]: LocatedField }
}

/**
 * Which fields are looked up and what the documents gain, with defaults filled in: the names of the gained fields are
 * `<field>_country`, `_region`, `_city` and `_isp`. Protocol §11.3.
 * Errors: E18305 shape, E18311 name of a gained field, E18312 no such field, E18315 a field that is no string.
 */
export function locateIP(config: unknown, schema: Schema): LocateIP {
  const { shouldLocateIP, mappings } = readShape('spec.locateIPConfig', Config, config)
  const entries = Object.entries(mappings).map(([name, value]) => {
    const where = `spec.locateIPConfig.mappings.${name}`
    checkAddressField(where, name, schema)
    const located = readShape(where, LocatedField, value)
    return [name, { ...located, fieldNames: fieldNames(where, name, located) }]
  })
  return { shouldLocateIP, mappings: Object.fromEntries(entries) }
}

function readShape<T extends TSchema>(where: string, shape: T, config: unknown): Static<T> {
  const filled = Value.Clean(shape, Value.Default(shape, withoutNulls(config)))
  if (Value.Check(shape, filled)) return filled
  const [fault] = Value.Errors(shape, filled)
  const at = fault?.instancePath.replaceAll('/', '.') ?? ''
  throw new SluiceError('E18305', `${where}${at} ${fault?.message ?? 'is invalid'}`)
}

/** The Go client sends null for what is not set. */
function withoutNulls(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value
  const members = Object.entries(value).filter(([, member]) => member !== null)
  return Object.fromEntries(members.map(([name, member]) => [name, withoutNulls(member)]))
}

function checkAddressField(where: string, name: string, schema: Schema): void {
  const field = schema.find(({ key }) => key === name)
  if (!field) throw new SluiceError('E18312', `${where}: the repo has no field '${name}'`)
  if (field.valtype !== 'string')
    throw new SluiceError(
      'E18315',
      `${where}: field '${name}' is of type ${field.valtype}; an IP address is read from a string`,
    )
}

function fieldNames(
  where: string,
  name: string,
  { fieldNames: given }: LocatedField,
): LocatedField['fieldNames'] {
  const named = (sent: string, ending: string) => checkedName(where, sent || `${name}_${ending}`)
  return {
    ipCountryFieldName: named(given.ipCountryFieldName, 'country'),
    ipRegionFieldName: named(given.ipRegionFieldName, 'region'),
    ipCityFieldName: named(given.ipCityFieldName, 'city'),
    ipIspFieldName: named(given.ipIspFieldName, 'isp'),
  }
}

function checkedName(where: string, name: string): string {
  if (namePattern.test(name)) return name
  throw new SluiceError('E18311', `${where}: '${name}' cannot name a field: ${nameRule}`)
}
