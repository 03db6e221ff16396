import type { ExporterType } from '../exporters/exporter.ts'

/** The members of a type's spec by whose values its connection is found, first one first. Empty: it takes none. */
export function destinationMembers({ drivers, destinationNames, options, example }: ExporterType): string[] {
  if (!drivers?.length || !destinationNames || !('properties' in options)) return []
  // Asked with a spec in which every text is the name of its own member.
  const texts = Object.entries(Object(options.properties)).filter(
    ([, option]) => Object(option).type === 'string',
  )
  const spec = { ...Object(example), ...Object.fromEntries(texts.map(([name]) => [name, name])) }
  return destinationNames(spec).filter((name) => texts.some(([text]) => text === name))
}

/** What delivering without a connection means, as a sentence for people. */
export function withoutConnection({ kind, drivers, store, withoutConnection }: ExporterType): string {
  if (withoutConnection) return withoutConnection
  if (store) return `The server keeps the records itself; sluice query --destination ${kind} reads them.`
  return drivers?.length ? 'It delivers where the spec says.' : 'The spec says everything.'
}
