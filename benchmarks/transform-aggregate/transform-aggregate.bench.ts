// See README.md.
import { parseSchema } from '@sluice/model'
import { measure } from '../transform-input/measure.ts'

await measure({
  groups: true,
  name: 'aggregate, 4 of 10 columns, 80 groups',
  sql: 'select host, status, count(*) as n, avg(ms) as ms, sum(bytes) as bytes from stream group by host, status',
  output: parseSchema([
    { key: 'host', valtype: 'string' },
    { key: 'status', valtype: 'long' },
    { key: 'n', valtype: 'long' },
    { key: 'ms', valtype: 'float' },
    { key: 'bytes', valtype: 'long' },
  ]),
})
