import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { ruleFields } from './compile-rule.ts'
import { parseRule } from './parse-rule.ts'

const minimal: readonly unknown[] = [
  { name: 'j', type: 'json' },
  { name: 'j2', type: 'json', spec: { fields: [{ key: 'status', valtype: 'long', from: 'http.status' }] } },
  { name: 'c', type: 'csv', spec: { columns: [{ key: 'a' }, { key: 'b', valtype: 'long' }] } },
  { name: 'k', type: 'kv', spec: { quotes: '' } },
  { name: 'g', type: 'grok', spec: { patterns: '%{COMBINEDAPACHELOG}' } },
  { name: 'r', type: 'regex', spec: { pattern: '(?<a>.)', fields: null } },
  { name: 'n', type: 'nginx', spec: null },
  { name: 'a', type: 'apache', spec: { format: 'common' } },
]

describe('parseRule', () => {
  it('fills in defaults, and takes what it returned again unchanged', () => {
    for (const value of minimal) {
      const rule = parseRule(value)
      assert.deepEqual(parseRule(JSON.parse(JSON.stringify(rule))), rule)
    }
    assert.deepEqual(parseRule({ name: 'k', type: 'kv', spec: {} }).spec, {
      pairSeparator: ' ',
      keySeparator: '=',
      trim: true,
      quotes: '"',
    })
  })

  it('refuses what is wrong with E18007 naming the rule and the member', () => {
    const refused: readonly (readonly [unknown, RegExp])[] = [
      [undefined, /object with name, type and spec/],
      [[], /object with name, type and spec/],
      [{ type: 'json' }, /'name'/],
      [{ name: '1a', type: 'json' }, /'name' '1a'/],
      [{ name: 'x', type: 'xml' }, /'x': member 'type' must be one of json, csv/],
      [{ name: 'x', type: 'json', spec: 5 }, /'x': member 'spec' must be an object/],
      [csv({}), /'spec.columns' is missing/],
      [csv({ columns: [] }), /'spec.columns' must be a list/],
      [csv({ columns: [{ key: 'a b' }] }), /'spec.columns\[0\].key'/],
      [
        csv({ columns: [{ key: 'a', valtype: 'int' }] }),
        /'spec.columns\[0\].valtype' must be one of boolean/,
      ],
      [csv({ columns: [{ key: 'a' }, { key: 'a' }] }), /'a' twice/],
      [csv({ delimiter: '||', columns: [{ key: 'a' }] }), /'spec.delimiter'/],
      [csv({ strict: 'no', columns: [{ key: 'a' }] }), /'spec.strict' must be true or false/],
      [{ name: 'x', type: 'kv', spec: { pairSeparator: '=' } }, /'spec.keySeparator' must differ/],
      [regex('(a+)'), /'spec.pattern' has no named group/],
      [regex('(?<a>(?=b))'), /'spec.pattern' is no usable regular expression: look-around/],
      [regex(''), /'spec.pattern' must be text/],
      [grok('%{NOPE:a}'), /%\{NOPE\}, which is neither/],
      [grok('%{constructor:a}'), /neither/],
      [grok('%{INT}'), /names no field/],
      [grok('%{INT:a:uuid}'), /the type must be/],
      [grok('%{INT:a.b}'), /write %\{PATTERN\}/],
      [grok('%{A:a}', { A: '%{B}', B: '%{A}' }), /contains itself/],
      [grok('%{A:a}', { A: '(?!x)' }), /look-around/],
      [{ name: 'x', type: 'nginx', spec: { format: 'plain' } }, /has no \$variable/],
      [{ name: 'x', type: 'nginx', spec: { format: '$a$b' } }, /cannot be told apart/],
      [{ name: 'x', type: 'apache', spec: { format: '%h %y' } }, /'%y'/],
      [{ name: 'x', type: 'apache', spec: { format: '%h%u' } }, /cannot be told apart/],
    ]
    for (const [value, message] of refused) {
      assert.throws(() => parseRule(value), { code: 'E18007', message }, JSON.stringify(value))
    }
  })
})

describe('ruleFields', () => {
  it('lists what a rule can produce, with types', () => {
    assert.deepEqual(ruleFields(parseRule(minimal[1])), [{ key: 'status', valtype: 'long' }])
    assert.deepEqual(ruleFields(parseRule(minimal[2])), [
      { key: 'a', valtype: 'string' },
      { key: 'b', valtype: 'long' },
    ])
    assert.deepEqual(ruleFields(parseRule(minimal[5])), [{ key: 'a', valtype: 'string' }])
    assert.deepEqual(ruleFields(parseRule(grok('%{IP:client} %{NUMBER:took:float} %{DATA:client}'))), [
      { key: 'client', valtype: 'string' },
      { key: 'took', valtype: 'float' },
    ])
    const nginx =
      'remote_addr remote_user time_local request status body_bytes_sent http_referer http_user_agent'
    const types = 'string string date string long long string string'.split(' ')
    assert.deepEqual(
      ruleFields(parseRule(minimal[6])),
      nginx.split(' ').map((key, i) => ({ key, valtype: types[i] })),
    )
    assert.equal(
      ruleFields(parseRule(minimal[7]))
        .map(({ key, valtype }) => `${key}:${valtype}`)
        .join(' '),
      'clientip:string ident:string auth:string timestamp:date verb:string request:string httpversion:string rawrequest:string response:long bytes:long',
    )
  })

  it('lists nothing where the data decides', () => {
    assert.deepEqual(ruleFields(parseRule(minimal[0])), [])
    assert.deepEqual(ruleFields(parseRule(minimal[3])), [])
  })
})

function csv(spec: unknown): unknown {
  return { name: 'x', type: 'csv', spec }
}

function regex(pattern: string): unknown {
  return { name: 'x', type: 'regex', spec: { pattern } }
}

function grok(pattern: string, customPatterns?: Record<string, string>): unknown {
  return { name: 'x', type: 'grok', spec: { patterns: [pattern], customPatterns } }
}
