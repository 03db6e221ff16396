import { missingProperties, type Properties } from './index-mapping.ts'
import type { SearchClient } from './search-client.ts'

/** Texts that look like dates stay texts. */
const dynamic = { date_detection: false, numeric_detection: false }

/** Makes the index with the wanted fields, or adds those that it has not. */
export async function prepareIndex(
  client: SearchClient,
  name: string,
  properties: Properties,
  signal: AbortSignal,
): Promise<void> {
  const found = await client.send({ method: 'GET', path: `/${name}/_mapping`, statuses: [404] }, signal)
  if (found.status === 404) {
    const body = JSON.stringify({ mappings: { ...dynamic, properties } })
    // 400: someone else made it in the meantime.
    const { status } = await client.send({ method: 'PUT', path: `/${name}`, body, statuses: [400] }, signal)
    if (status !== 400) return
  }
  await addFields(client, name, properties, signal)
}

/** A template, so that every index behind the stream has the fields, and the stream itself. */
export async function prepareDataStream(
  client: SearchClient,
  name: string,
  properties: Properties,
  signal: AbortSignal,
): Promise<void> {
  const mappings = { ...dynamic, properties: { '@timestamp': { type: 'date' }, ...properties } }
  const template = { index_patterns: [name], data_stream: {}, priority: 500, template: { mappings } }
  await client.send(
    { method: 'PUT', path: `/_index_template/sluice-${name}`, body: JSON.stringify(template) },
    signal,
  )
  const found = await client.send({ method: 'GET', path: `/_data_stream/${name}`, statuses: [404] }, signal)
  if (found.status === 404)
    await client.send({ method: 'PUT', path: `/_data_stream/${name}`, statuses: [400] }, signal)
  await addFields(client, name, properties, signal)
}

async function addFields(
  client: SearchClient,
  name: string,
  properties: Properties,
  signal: AbortSignal,
): Promise<void> {
  const { body } = await client.send({ method: 'GET', path: `/${name}/_mapping` }, signal)
  // An alias or a stream has several indices: what one of them lacks is added to all.
  for (const index of Object.values(Object(body))) {
    const missing = missingProperties(properties, Object(index).mappings?.properties ?? {})
    if (Object.keys(missing).length === 0) continue
    const change = JSON.stringify({ properties: missing })
    await client.send({ method: 'PUT', path: `/${name}/_mapping`, body: change }, signal)
  }
}
