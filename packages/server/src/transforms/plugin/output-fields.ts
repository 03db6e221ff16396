import { namePattern, nameRule, SluiceError, type ValueType } from '@sluice/model'
import { instanceFields, type JavaField } from './class-file.ts'
import { type ByteSource, DamagedJar, openZip, type ZipEntry, type ZipFile } from './zip-file.ts'

/** A field that a plugin gives to its transform. */
export interface OutputField {
  readonly name: string
  readonly type: ValueType
}

/** Where the plugin template puts the output bean (protocol §10.7). */
const templateBean = 'userWrite/bean/OutputData.class'
/** A bean with 500 fields has 50 KB; this leaves room for its methods. */
const classBytesMax = 1024 * 1024

/** Java's types by their descriptors. Source: protocol §10.7. */
const types: ReadonlyMap<string, ValueType> = new Map([
  ['Ljava/lang/String;', 'string'],
  ['J', 'long'],
  ['Ljava/lang/Long;', 'long'],
  ['I', 'long'],
  ['Ljava/lang/Integer;', 'long'],
  ['S', 'long'],
  ['Ljava/lang/Short;', 'long'],
  ['D', 'float'],
  ['Ljava/lang/Double;', 'float'],
  ['F', 'float'],
  ['Ljava/lang/Float;', 'float'],
  ['Z', 'boolean'],
  ['Ljava/lang/Boolean;', 'boolean'],
  ['Ljava/sql/Timestamp;', 'date'],
  ['Ljava/util/Date;', 'date'],
])

/**
 * The fields of a plugin's output bean, in the order of its source: what it declares itself, static fields left out. The
 * bean is `userWrite.bean.OutputData`; else the OutputData in the plugin's package, or in `bean` below that; else the
 * only class of that name. Errors: E18207 no jar, or no such class; E18211 a Java type that no field can have; E18106.
 */
export async function outputFields(jar: ByteSource, plugin: string): Promise<OutputField[]> {
  try {
    const zip = await openZip(jar)
    const bean = findBean(zip, plugin)
    return instanceFields(await zip.read(bean, classBytesMax)).map((field) =>
      outputField(plugin, className(bean), field),
    )
  } catch (error) {
    if (!(error instanceof DamagedJar)) throw error
    throw new SluiceError('E18207', `plugin '${plugin}' is not a readable jar: ${error.message}`)
  }
}

function findBean({ entries }: ZipFile, plugin: string): ZipEntry {
  const folder = plugin.split('.').slice(0, -1).join('/')
  const own = ['OutputData.class', 'bean/OutputData.class'].map((path) =>
    folder ? `${folder}/${path}` : path,
  )
  for (const name of [templateBean, ...own]) {
    const found = entries.find((entry) => entry.name === name)
    if (found) return found
  }
  return onlyBean(
    entries.filter(({ name }) => /(^|\/)OutputData\.class$/.test(name) && !name.startsWith('META-INF/')),
    plugin,
  )
}

function onlyBean(found: readonly ZipEntry[], plugin: string): ZipEntry {
  const [bean, other] = found
  if (!bean)
    throw new SluiceError(
      'E18207',
      `the jar of plugin '${plugin}' has no output bean: give it the class userWrite.bean.OutputData`,
    )
  if (other)
    throw new SluiceError(
      'E18207',
      `the jar of plugin '${plugin}' has ${className(bean)} and ${className(other)}: name the output bean userWrite.bean.OutputData`,
    )
  return bean
}

const className = ({ name }: ZipEntry) => name.replace(/\.class$/, '').replaceAll('/', '.')

function outputField(plugin: string, bean: string, { name, descriptor }: JavaField): OutputField {
  const type = types.get(descriptor)
  if (!type)
    throw new SluiceError(
      'E18211',
      `plugin '${plugin}': field '${name}' of ${bean} has the Java type ${javaType(descriptor)}: use String, long, int, short, double, float, boolean, java.util.Date or java.sql.Timestamp`,
    )
  if (!namePattern.test(name))
    throw new SluiceError('E18106', `plugin '${plugin}': field '${name}' of ${bean}: ${nameRule}`)
  return { name, type }
}

/** Names of the types that are no classes. */
const primitives: ReadonlyMap<string, string> = new Map([
  ['B', 'byte'],
  ['C', 'char'],
  ['D', 'double'],
  ['F', 'float'],
  ['I', 'int'],
  ['J', 'long'],
  ['S', 'short'],
  ['Z', 'boolean'],
])

/** As Java writes it: `[Ljava/util/List;` is `java.util.List[]`. */
function javaType(descriptor: string): string {
  const element = descriptor.replace(/^\[+/, '')
  const name = element.startsWith('L') ? element.slice(1, -1).replaceAll('/', '.') : primitives.get(element)
  return (name ?? '(unknown)').slice(0, 200) + '[]'.repeat(Math.min(descriptor.length - element.length, 3))
}
