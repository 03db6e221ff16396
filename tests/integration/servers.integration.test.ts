import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'node:test'
import { HeadBucketCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3'
import { MongoClient } from 'mongodb'
import { makeCertificate } from './servers/certificate.ts'
import { startMongo } from './servers/mongo.ts'
import { startS3 } from './servers/s3.ts'

/** What the tests of exports rely on; a failure here is the test bench's, not an export's. */

test('the S3 server keeps objects as files, and over a kill', async (t) => {
  const server = await startS3(t, { buckets: ['flights'] })
  if (!server) return
  const client = new S3Client({
    endpoint: server.url,
    region: 'us-east-1',
    forcePathStyle: true,
    credentials: { accessKeyId: server.accessKey, secretAccessKey: server.secretKey },
  })
  t.after(() => client.destroy())
  await client.send(new PutObjectCommand({ Bucket: 'flights', Key: 'a/b.txt', Body: 'one' }))
  await server.restart()
  await client.send(new HeadBucketCommand({ Bucket: 'flights' }))
  assert.equal(await readFile(join(server.objectsDirectory, 'flights/a/b.txt'), 'utf8'), 'one')
})

test('the server of MongoDB’s protocol keeps documents over a kill', async (t) => {
  const server = await startMongo(t)
  if (!server) return
  const client = new MongoClient(`mongodb://${server.host}`)
  t.after(() => client.close())
  const documents = client.db('flights').collection('delays')
  await documents.insertOne({ from: 'PEK', minutes: 9223372036854775807n })
  await server.restart()
  const found = await documents.findOne({}, { useBigInt64: true })
  assert.deepEqual([found?.['from'], found?.['minutes']], ['PEK', 9223372036854775807n])
})

test('the server of MongoDB’s protocol speaks TLS with a certificate that has to be trusted', async (t) => {
  const certificate = await makeCertificate(t)
  const server = await startMongo(t, { tls: certificate })
  if (!server) return
  const options = { tls: true, serverSelectionTimeoutMS: 3_000 }
  const stranger = new MongoClient(`mongodb://${server.host}`, options)
  t.after(() => stranger.close())
  await assert.rejects(stranger.connect(), /self-signed certificate/)
  const client = new MongoClient(`mongodb://${server.host}`, { ...options, ca: certificate.pem })
  t.after(() => client.close())
  await client.db('flights').command({ ping: 1 })
})
