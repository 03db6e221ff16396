import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { substitute } from './substitute.ts'
import { parseVariable } from './variable.ts'

const at = { nowMs: Date.parse('2017-01-12T15:30:00+08:00'), timeZone: 'Asia/Shanghai' }

const variables = [
  parseVariable('createYear', { type: 'string', value: '2017' }),
  parseVariable('folder', { type: 'string', value: 'logs/$(year)' }),
  parseVariable('since', { type: 'time', value: '$(now)-5h', format: "yyyy-MM-dd'T'HH:mm" }),
  parseVariable('later', { type: 'time', value: ' $(now) + 1d - 30m ', format: 'dd HH:mm' }),
  parseVariable('yesterday', { type: 'time', value: '$(date)-1d', format: 'yyyy-MM-dd HH:mm:ss' }),
]

describe('substitute', () => {
  it('resolves the key prefix of the documentation in Beijing time', () => {
    const prefix = 'kodo-parquet/date=$(year)-$(mon)-$(day)/hour=$(hour)/min=$(min)/$(sec)'
    assert.equal(substitute(prefix, [], at), 'kodo-parquet/date=2017-01-12/hour=15/min=30/00')
    assert.equal(substitute('$(date) $(now)', [], at), '2017-01-12 2017-01-12 15:30:00')
    const newYear = { nowMs: Date.parse('2016-12-31T16:00:00Z'), timeZone: 'Asia/Shanghai' }
    assert.equal(substitute('$(year)$(mon)$(day)$(hour)$(min)$(sec)', [], newYear), '20170101000000')
    assert.equal(substitute('$(now)', [], { ...newYear, timeZone: 'UTC' }), '2016-12-31 16:00:00')
  })

  it('replaces user variables as plain text without quotes', () => {
    const sql = 'select * from stream where create_date = $(createYear)'
    assert.equal(substitute(sql, variables, at), 'select * from stream where create_date = 2017')
    assert.equal(substitute("'$(since)'", variables, at), "'2017-01-12T10:30'")
    assert.equal(substitute('$(later)', variables, at), '13 15:00')
    assert.equal(substitute('$(yesterday)', variables, at), '2017-01-11 00:00:00')
  })

  it('replaces system variables inside the value of a string variable', () => {
    assert.equal(substitute('$(folder)/$(folder)', variables, at), 'logs/2017/logs/2017')
  })

  it('does not read a value as a replacement pattern', () => {
    const money = [parseVariable('money', { type: 'string', value: "$& $1 $' $$" })]
    assert.equal(substitute('<$(money)>', money, at), "<$& $1 $' $$>")
  })

  it('leaves alone what is no reference', () => {
    const text = "a rlike '^x$(?:y)' and b = '$' and c = '$()' and d = '$(1)' and e = '$year'"
    assert.equal(substitute(text, variables, at), text)
  })

  it('names a variable that is not defined', () => {
    assert.throws(() => substitute('x$(nope)', variables, at), {
      code: 'E18657',
      message: /'nope' is not defined/,
    })
    assert.throws(() => substitute('$(Year)', variables, at), { code: 'E18657' })
  })

  it('refuses to grow a text past its bound', () => {
    const long = [parseVariable('long', { type: 'string', value: 'x'.repeat(4096) })]
    assert.equal(substitute('$(long)'.repeat(1000), long, at).length, 4_096_000)
    assert.throws(() => substitute('$(long)'.repeat(1100), long, at), { code: 'E18018', message: /4194304/ })
  })
})
