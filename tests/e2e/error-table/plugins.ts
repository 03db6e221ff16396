import { createHash } from 'node:crypto'
import type { Row } from './row.ts'

const jar = Buffer.from('PK another jar')
const upload = (name: string, headers: { [name: string]: string } = {}) => ({
  method: 'POST',
  path: `/v2/plugins/${name}`,
  body: jar,
  headers,
})
const hex = createHash('md5').update(jar).digest('hex')

export const pluginRows: readonly Row[] = [
  { code: 'E18117', status: 400, says: "plugin name '1st' is invalid", ...upload('1st') },
  { code: 'E18117', status: 400, says: "plugin name 'with-hyphen' is invalid", ...upload('with-hyphen') },
  {
    code: 'E18217',
    status: 409,
    says: "plugin 'com.example.Parser' already exists",
    ...upload('com.example.Parser'),
  },
  {
    code: 'E18219',
    status: 400,
    says: 'the upload ended before the length that Content-Length says',
    ...upload('com.example.Cut', { 'Content-Length': '1000' }),
    halfClose: true,
  },
  {
    code: 'E18220',
    status: 400,
    says: "Content-MD5 says 'gLL29S04bTCxYd2kCqsEIQ==', the upload has '",
    ...upload('com.example.Other', { 'Content-MD5': 'gLL29S04bTCxYd2kCqsEIQ==' }),
  },
  {
    code: 'E18220',
    status: 400,
    says: `Content-MD5 says '${hex}', the upload has '`,
    ...upload('com.example.Hex', { 'Content-MD5': hex }),
  },
  {
    code: 'E18216',
    status: 404,
    says: "plugin 'com.example.Missing' does not exist",
    method: 'GET',
    path: '/v2/plugins/com.example.Missing',
  },
  {
    code: 'E18216',
    status: 404,
    says: "plugin 'com.example.Missing' does not exist",
    method: 'DELETE',
    path: '/v2/plugins/com.example.Missing',
  },
  {
    code: 'E9004',
    status: 409,
    says: "plugin 'com.example.Parser' is used by transform 'parse'",
    method: 'DELETE',
    path: '/v2/plugins/com.example.Parser',
  },
  {
    code: 'E18006',
    status: 400,
    says: 'the request body is empty',
    ...upload('com.example.Empty'),
    body: '',
  },
]
