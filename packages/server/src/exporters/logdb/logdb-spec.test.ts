import assert from 'node:assert/strict'
import { test } from 'node:test'
import { specConformance } from '../spec.conformance.ts'
import { everyField } from '../testing/records.ts'
import { logdbType } from './index.ts'
import { parseLogdbSpec } from './logdb-spec.ts'

const least = { destRepoName: 'logdb_testRepo', doc: { id: '#id' } }
const parse = (more: object = {}) => parseLogdbSpec({ ...least, ...more }, everyField)
const refused = (more: object, code: string, message: RegExp) =>
  assert.throws(() => parse(more), { code, message }, JSON.stringify(more))
const nested = (levels: number): object => (levels === 0 ? { a: '#id' } : { a: nested(levels - 1) })

specConformance(logdbType, async () => least)

test('the echo of a spec has every default', () => {
  assert.deepEqual(parse(), { ...least, omitInvalid: false, omitEmpty: false })
  assert.deepEqual(parse({ locateIPConfig: null, omitInvalid: null }), parse())
})

test('a spec without a destination says so', () => {
  for (const none of [undefined, null, ''])
    refused({ destRepoName: none }, 'E18326', /spec\.destRepoName is missing/)
  refused({ destRepoName: 'a-b' }, 'E18305', /spec\.destRepoName/)
})

test('a document nests, and its sources may be bare names as in the sample of the documentation', () => {
  const doc = { user: 'name', profile: { age: 'id', home: { city: '#place' } } }
  assert.deepEqual(parse({ doc }).doc, { user: '#name', profile: { age: '#id', home: { city: '#place' } } })
  refused({ doc: { a: { b: '#nope' } } }, 'E18312', /spec\.doc\.a\.b: the repo has no field 'nope'/)
  refused({ doc: { a: { b: 'nope' } } }, 'E18324', /spec\.doc\.a\.b: 'nope' must be written as #field/)
  refused({ doc: { a: '#' } }, 'E18313', /spec\.doc\.a is empty/)
  refused({ doc: { a: ['#id'] } }, 'E18324', /spec\.doc\.a must be/)
})

test('a document may have constants', () => {
  const doc = { app: "'shop'", inner: { version: 2, beta: true, share: 0.5 } }
  assert.deepEqual(parse({ doc }).doc, doc)
})

test('every type of field has its type in log search', () => {
  const doc = Object.fromEntries(everyField.map(({ key }) => [key, `#${key}`]))
  assert.deepEqual(parse({ doc }).doc, doc)
})

test('null in a document counts as absent, and a document maps something', () => {
  assert.deepEqual(parse({ doc: { id: '#id', gone: null } }).doc, { id: '#id' })
  refused({ doc: {} }, 'E18305', /spec\.doc/)
  refused({ doc: { a: null } }, 'E18305', /spec\.doc is empty/)
  refused({ doc: { a: {} } }, 'E18305', /spec\.doc\.a is empty/)
})

test('documents nest five levels deep', () => {
  assert.deepEqual(parse({ doc: nested(5) }).doc, nested(5))
  refused({ doc: nested(6) }, 'E18305', /spec\.doc\.a\.a\.a\.a\.a\.a nests deeper than 5 levels/)
})

test('names are what log search takes', () => {
  for (const name of ['', '1a', 'a.b', 'a b'])
    refused({ doc: { x: { [name]: '#id' } } }, 'E18311', /cannot name/)
  for (const name of ['_id', 'index', '_source'])
    refused({ doc: { [name]: '#id' } }, 'E18311', /keeps the name/)
  assert.deepEqual(parse({ doc: { a: { _id: '#id' } } }).doc, { a: { _id: '#id' } })
})

test('fields with IP addresses are echoed with the names of what they gain', () => {
  const config = {
    shouldLocateIP: true,
    mappings: {
      name: {
        shouldLocateField: true,
        wantedFields: { wantCity: true, wantIsp: null },
        fieldNames: { ipCityFieldName: 'town' },
      },
    },
  }
  assert.deepEqual(parse({ locateIPConfig: config }).locateIPConfig, {
    shouldLocateIP: true,
    mappings: {
      name: {
        shouldLocateField: true,
        wantedFields: { wantCountry: false, wantRegion: false, wantCity: true, wantIsp: false },
        fieldNames: {
          ipCountryFieldName: 'name_country',
          ipRegionFieldName: 'name_region',
          ipCityFieldName: 'town',
          ipIspFieldName: 'name_isp',
        },
      },
    },
  })
  assert.deepEqual(parse({ locateIPConfig: { mappings: null } }).locateIPConfig, {
    shouldLocateIP: false,
    mappings: {},
  })
  const parsed = parse({ locateIPConfig: config })
  assert.deepEqual(parse(parsed), parsed)
})

test('fields with IP addresses are strings of the repo', () => {
  const mapping = (name: string, more: object = {}) => ({ locateIPConfig: { mappings: { [name]: more } } })
  refused(mapping('nope'), 'E18312', /no field 'nope'/)
  refused(mapping('id'), 'E18315', /field 'id' is of type long/)
  refused(mapping('name', { fieldNames: { ipIspFieldName: 'a.b' } }), 'E18311', /'a\.b' cannot name/)
  refused(mapping('name', { shouldLocateField: 'yes' }), 'E18305', /spec\.locateIPConfig\.mappings\.name/)
  refused({ locateIPConfig: [] }, 'E18305', /spec\.locateIPConfig/)
})
