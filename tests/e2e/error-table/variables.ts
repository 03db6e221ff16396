import type { Row } from './row.ts'

const create = (body: object, name = 'fresh') => ({ method: 'POST', path: `/v2/variables/${name}`, body })
const time = { type: 'time', value: '$(now)-5h', format: 'yyyy-MM-dd' }
const missing = "variable 'missing' does not exist"

export const variableRows: readonly Row[] = [
  {
    code: 'E18016',
    status: 400,
    says: "variable 'fresh': type must be",
    ...create({ type: 'number', value: '1' }),
  },
  {
    code: 'E18016',
    status: 400,
    says: "variable type 'mine' is unknown",
    method: 'GET',
    path: '/v2/variables?type=mine',
  },
  { code: 'E18017', status: 400, says: "variable 'with-hyphen': names are", ...create(time, 'with-hyphen') },
  { code: 'E18018', status: 400, says: "variable 'fresh' has no value", ...create({ type: 'string' }) },
  { code: 'E18018', status: 400, says: "variable 'fresh': ", ...create({ ...time, value: 'yesterday' }) },
  { code: 'E18654', status: 404, says: missing, method: 'GET', path: '/v2/variables/missing' },
  { code: 'E18654', status: 404, says: missing, method: 'DELETE', path: '/v2/variables/missing' },
  { code: 'E18654', status: 404, says: missing, method: 'PUT', path: '/v2/variables/missing', body: time },
  {
    code: 'E18655',
    status: 409,
    says: "variable 'since' already exists",
    ...create({ type: 'string', value: 'x' }, 'since'),
  },
  {
    code: 'E9004',
    status: 409,
    says: "variable 'since' is used by ",
    method: 'DELETE',
    path: '/v2/variables/since',
  },
  { code: 'E18656', status: 400, says: "'now' is a system variable", ...create(time, 'now') },
  { code: 'E18658', status: 400, says: "variable 'fresh' has no format", ...create({ ...time, format: '' }) },
  { code: 'E18658', status: 400, says: "time format 'yyyy-bb'", ...create({ ...time, format: 'yyyy-bb' }) },
]
