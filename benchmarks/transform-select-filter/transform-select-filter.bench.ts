// See README.md.
import { parseSchema } from '@sluice/model'
import { measure } from '../transform-input/measure.ts'

await measure({
  groups: false,
  name: 'select and filter, 5 of 10 columns, 1 record in 10',
  sql: 'select id, host, status, ms, logged from stream where status = 500',
  output: parseSchema([
    { key: 'id', valtype: 'long' },
    { key: 'host', valtype: 'string' },
    { key: 'status', valtype: 'long' },
    { key: 'ms', valtype: 'float' },
    { key: 'logged', valtype: 'date' },
  ]),
})
