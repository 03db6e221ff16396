import { type Static, Type } from 'typebox'
import type { ConnectionDriver } from '../exporter.ts'

const options = Type.Object({
  endpoint: Type.Optional(
    Type.String({
      description:
        'Address of the store: http(s)://host:port. Absent: the address that Amazon has for the region',
      pattern: '^https?://[^\\s/@?#]+/?$',
      maxLength: 1024,
    }),
  ),
  region: Type.String({
    description: 'Region that requests are signed for; most stores other than Amazon ignore it',
    default: 'us-east-1',
    minLength: 1,
    maxLength: 64,
  }),
  accessKey: Type.String({
    description: 'Access key that may put, list and delete objects',
    minLength: 1,
    maxLength: 256,
  }),
  secretKey: Type.String({
    description: 'Secret key that belongs to it',
    minLength: 1,
    maxLength: 256,
    secret: true,
  }),
  bucket: Type.Optional(
    Type.String({
      description: 'Bucket that takes the files in place of the one that a spec names',
      pattern: '^[a-zA-Z0-9_-][a-zA-Z0-9._-]{0,62}$',
    }),
  ),
  forcePathStyle: Type.Boolean({
    description: 'The bucket is part of the path (what most stores need), not of the host name',
    default: true,
  }),
  ca: Type.Optional(
    Type.String({
      description: 'Certificate (PEM text) to trust beside the usual ones, for stores with one of their own',
      pattern: '-----BEGIN CERTIFICATE-----',
      maxLength: 65_536,
    }),
  ),
})

export type S3Options = Static<typeof options>

export const s3Driver: ConnectionDriver = {
  driver: 's3',
  title: 'Amazon S3 and stores that speak its protocol',
  options,
  example: {
    endpoint: 'https://s3.example.com',
    region: 'us-east-1',
    accessKey: 'flights-writer',
    secretKey: 'its-secret',
    forcePathStyle: true,
  },
}
