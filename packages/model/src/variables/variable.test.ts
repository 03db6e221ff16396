import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { parseVariable, systemVariables } from './variable.ts'
import { variableNames } from './variable-reference.ts'

describe('parseVariable', () => {
  it('takes a time with its format and a string without one', () => {
    const time = { type: 'time', value: '$(now)-1d', format: 'yyyy-MM-dd HH:mm:ss' }
    assert.deepEqual(parseVariable('yesterday', { name: 'yesterday', ...time }), {
      name: 'yesterday',
      ...time,
    })
    assert.deepEqual(parseVariable('env', { type: 'string', value: 'prod', format: null }), {
      name: 'env',
      type: 'string',
      value: 'prod',
      format: '',
    })
  })

  it('refuses what is wrong with the code of the member that is wrong', () => {
    const time = { type: 'time', value: '$(now)', format: 'yyyy' }
    const refused: readonly (readonly [string, string, unknown, RegExp])[] = [
      ['E18017', '1st', time, /digit/],
      ['E18017', 'a-b', time, /a-b/],
      ['E18656', 'now', time, /'now' is a system variable/],
      ['E18016', 'v', { ...time, type: 'number' }, /'v': type/],
      ['E18016', 'v', { value: 'x' }, /'v': type/],
      ['E18018', 'v', { ...time, value: '' }, /no value/],
      ['E18018', 'v', { type: 'string', value: 5 }, /no value/],
      ['E18018', 'v', { type: 'string', value: 'x'.repeat(4097) }, /4096/],
      ['E18018', 'v', { type: 'string', value: '$(other)' }, /\$\(other\)/],
      ['E18018', 'v', { ...time, value: 'now-5h' }, /'now-5h'/],
      ['E18018', 'v', { ...time, value: '$(now)-5s' }, /units d, h or m/],
      ['E18018', 'v', { ...time, value: '$(other)-5h' }, /is no time/],
      ['E18018', 'v', { ...time, value: '$(now)-40000d' }, /100 years/],
      ['E18658', 'v', { type: 'time', value: '$(now)' }, /no format/],
      ['E18658', 'v', { ...time, format: 'yyyy-jj' }, /'j'/],
      ['E18007', 'v', [], /object/],
    ]
    for (const [code, name, body, message] of refused) {
      assert.throws(() => parseVariable(name, body), { code, message }, `${code} ${JSON.stringify(body)}`)
    }
  })

  it('would accept every system variable but for its name', () => {
    for (const variable of systemVariables) {
      assert.deepEqual(parseVariable(`my_${variable.name}`, variable), {
        ...variable,
        name: `my_${variable.name}`,
      })
    }
  })
})

describe('variableNames', () => {
  it('lists each name once, in order, and nothing else that starts with $(', () => {
    assert.deepEqual(variableNames('$(b)$(a)/$(b) $() $(1) $(a b) ^x$(?:y) $((c))'), ['b', 'a'])
  })
})
