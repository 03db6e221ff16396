import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { compileRule } from './compile-rule.ts'
import { grokPatterns } from './grok-patterns.ts'
import { parseRule } from './parse-rule.ts'

function read(type: string, spec: unknown, line: string): Record<string, unknown> | undefined {
  const parsed = compileRule(parseRule({ name: 'r', type, spec }))(line)
  return parsed && { ...parsed }
}

describe('a json rule', () => {
  it('keeps members as they are, maps nested and long integers exact', () => {
    const line = '{"a":1,"m":{"b":"x","c":[1,2]},"n":9223372036854775807,"f":0.5,"z":null}'
    assert.deepEqual(read('json', {}, line), {
      a: 1,
      m: { b: 'x', c: [1, 2] },
      n: 9223372036854775807n,
      f: 0.5,
      z: null,
    })
  })

  it('picks and renames fields by their path', () => {
    const fields = [{ key: 'status', from: 'http.status' }, { key: 'dotted', from: 'a.b' }, { key: 'none' }]
    assert.deepEqual(read('json', { fields }, '{"http":{"status":200},"a.b":1,"other":2}'), {
      status: 200,
      dotted: 1,
    })
  })

  it('does not match what is no object', () => {
    for (const line of [
      `{"a":${'['.repeat(30_000)}${']'.repeat(30_000)}}`,
      '[1]',
      '5',
      'null',
      '{"a":',
      'text',
    ])
      assert.equal(read('json', {}, line), undefined)
  })

  it('takes a member named __proto__ for data', () => {
    const parsed = compileRule(parseRule({ name: 'r', type: 'json' }))('{"__proto__":{"x":1}}')
    assert.equal(parsed?.x, undefined)
    assert.deepEqual(Object.keys(parsed ?? {}), ['__proto__'])
  })
})

describe('a csv rule', () => {
  const columns = [{ key: 'a' }, { key: 'b' }, { key: 'c' }]

  it('reads rows of RFC 4180', () => {
    const rows: readonly (readonly [string, readonly (string | undefined)[]])[] = [
      ['1,2,3', ['1', '2', '3']],
      ['"1,1","say ""hi""",3', ['1,1', 'say "hi"', '3']],
      [',,', ['', '', '']],
      ['"",x,""', ['', 'x', '']],
      [' 1 ,a"b,3 ', [' 1 ', 'a"b', '3 ']],
    ]
    for (const [row, [a, b, c]] of rows) assert.deepEqual(read('csv', { columns }, row), { a, b, c }, row)
  })

  it('reads back every row that is written by the rules of RFC 4180', () => {
    const value = fc.string({ unit: fc.constantFrom('a', '"', ',', ' ', 'é') })
    fc.assert(
      fc.property(value, value, value, (a, b, c) => {
        const row = [a, b, c].map((text) => `"${text.replaceAll('"', '""')}"`).join(',')
        assert.deepEqual(read('csv', { columns }, row), { a, b, c })
      }),
    )
  })

  it('takes another delimiter, and cuts white space when asked', () => {
    assert.deepEqual(read('csv', { columns, delimiter: '\t' }, '1\t2\t3'), { a: '1', b: '2', c: '3' })
    assert.deepEqual(read('csv', { columns, delimiter: '|', trim: true }, ' 1 | 2|"| 3"'), {
      a: '1',
      b: '2',
      c: '| 3',
    })
  })

  it('does not match rows of another length unless it is lenient, nor broken quotes', () => {
    assert.equal(read('csv', { columns }, '1,2'), undefined)
    assert.equal(read('csv', { columns }, '1,2,3,4'), undefined)
    assert.deepEqual(read('csv', { columns, strict: false }, '1,2'), { a: '1', b: '2' })
    assert.deepEqual(read('csv', { columns, strict: false }, '1,2,3,4'), { a: '1', b: '2', c: '3' })
    assert.equal(read('csv', { columns }, '"1,2,3'), undefined)
    assert.equal(read('csv', { columns }, '"1"x,2,3'), undefined)
  })
})

describe('a kv rule', () => {
  it('reads pairs, quoted values and skips what is no pair', () => {
    const line = 'start level=info  msg="two \\"big\\" words" empty= url=/a?b=c end'
    assert.deepEqual(read('kv', {}, line), {
      level: 'info',
      msg: 'two "big" words',
      empty: '',
      url: '/a?b=c',
    })
  })

  it('takes separators of several characters and cuts white space', () => {
    const spec = { pairSeparator: '; ', keySeparator: ': ', quotes: '\'"' }
    assert.deepEqual(read('kv', spec, "a:  1 ; b: 'x; y'; c : z"), { a: '1', b: 'x; y', c: 'z' })
    assert.deepEqual(read('kv', { ...spec, trim: false }, 'a: 1 ; b:  2'), { a: '1 ', b: ' 2' })
  })

  it('takes an open quote as it stands, and the last of two equal keys', () => {
    assert.deepEqual(read('kv', {}, 'a="open b=2 b=3'), { a: '"open', b: '3' })
    assert.deepEqual(read('kv', { quotes: '' }, 'a="x y"'), { a: '"x' })
  })

  it('keeps only the fields it lists', () => {
    const fields = [{ key: 'level', from: 'lvl' }]
    assert.deepEqual(read('kv', { fields }, 'lvl=warn took=5'), { level: 'warn' })
  })

  it('does not match a line without a pair', () => {
    assert.equal(read('kv', {}, 'nothing here'), undefined)
    assert.equal(read('kv', {}, '=x'), undefined)
  })
})

describe('a regex rule', () => {
  it('yields named groups, and nothing for a group that took no part', () => {
    const pattern = '^(?<level>[A-Z]+)(?: (?<code>\\d+))?: (?<text>.*)$'
    assert.deepEqual(read('regex', { pattern }, 'WARN 12: disk'), { level: 'WARN', code: '12', text: 'disk' })
    assert.deepEqual(read('regex', { pattern }, 'WARN: disk'), { level: 'WARN', text: 'disk' })
    assert.equal(read('regex', { pattern }, 'warn: disk'), undefined)
    assert.deepEqual(read('regex', { pattern, ignoreCase: true }, 'warn: disk'), {
      level: 'warn',
      text: 'disk',
    })
  })
})

const common = '127.0.0.1 - frank [10/Oct/2000:13:55:36 -0700] "GET /apache_pb.gif HTTP/1.0" 200 2326'
const combined = `${common} "http://www.example.com/start.html" "Mozilla/4.08 [en] (Win98; I ;Nav)"`

describe('a grok rule', () => {
  it('has standard patterns that take the whole of what they are named after', () => {
    const samples: Readonly<Record<string, readonly string[]>> = {
      INT: ['-12', '+3', '0'],
      NUMBER: ['-1.5', '3', '.5', '1e-7'],
      WORD: ['abc_1'],
      NOTSPACE: ['a-b/c'],
      DATA: ['', 'a b'],
      GREEDYDATA: ['', 'a b'],
      QUOTEDSTRING: ['"a \\" b"', "'x'", '""'],
      QS: ['"q"'],
      UUID: ['123e4567-e89b-12d3-a456-426614174000'],
      IP: ['10.0.0.255', '::1', 'fe80::1%eth0', '2001:db8:0:0:0:0:2:1', '::ffff:10.0.0.1', '::'],
      HOSTNAME: ['web-1.example.com', 'localhost', 'a_b'],
      IPORHOST: ['10.0.0.1', 'a.b.c'],
      HOSTPORT: ['a.b:80', '10.0.0.1:443'],
      MAC: ['00:1B:44:11:3a:b7', '00-1B-44-11-3A-B7', '001b.4411.3ab7'],
      URIPATH: ['/a/b.html', '/'],
      URIPATHPARAM: ['/a?b=c&d=%20'],
      URI: ['http://u:p@example.com:8080/a/b?c=d', 'ftp://h/', 'https://10.0.0.1'],
      PATH: ['/var/log/syslog', 'C:\\Temp\\a.txt'],
      HTTPDATE: ['10/Oct/2000:13:55:36 -0700'],
      TIMESTAMP_ISO8601: ['2017-01-02T15:00:00.123+08:00', '2017-01-02 15:00:00,123', '2017-01-02T15:00Z'],
      SYSLOGTIMESTAMP: ['Jan  2 15:00:00', 'Dec 31 23:59:59'],
      LOGLEVEL: ['INFO', 'warn', 'Error', 'FATAL'],
      EMAILADDRESS: ['a.b@example.com'],
      JAVACLASS: ['com.example.Foo$Bar'],
      DATE: ['01/02/2017', '31.12.2017'],
      TIME: ['15:00', '15:00:59.5'],
    }
    for (const [name, texts] of Object.entries(samples)) {
      for (const x of texts) assert.deepEqual(read('grok', { patterns: `^%{${name}:x}$` }, x), { x }, name)
    }
  })

  it('has standard patterns that refuse what they are not', () => {
    const samples: readonly (readonly [string, string])[] = [
      ['INT', '1.5'],
      ['IP', '256.1.1.1'],
      ['IP', '1:2'],
      ['UUID', '123e4567-e89b-12d3-a456'],
      ['MAC', '00:1B:44:11:3a'],
      ['HTTPDATE', '2017-01-02'],
      ['LOGLEVEL', 'loud'],
      ['HOSTNAME', '-a'],
      ['QS', '"open'],
    ]
    for (const [name, text] of samples) {
      assert.equal(read('grok', { patterns: `^%{${name}:x}$` }, text), undefined, `${name} ${text}`)
    }
  })

  it('can use every standard pattern', () => {
    for (const name of Object.keys(grokPatterns))
      parseRule({ name: 'r', type: 'grok', spec: { patterns: `%{${name}:all}` } })
  })

  it('reads the access logs of Apache', () => {
    const base = {
      clientip: '127.0.0.1',
      ident: '-',
      auth: 'frank',
      timestamp: '10/Oct/2000:13:55:36 -0700',
      verb: 'GET',
      request: '/apache_pb.gif',
      httpversion: '1.0',
      response: '200',
      bytes: '2326',
    }
    assert.deepEqual(read('grok', { patterns: '%{COMMONAPACHELOG}' }, common), base)
    assert.deepEqual(read('grok', { patterns: '%{COMBINEDAPACHELOG}' }, combined), {
      ...base,
      referrer: '"http://www.example.com/start.html"',
      agent: '"Mozilla/4.08 [en] (Win98; I ;Nav)"',
    })
    const broken = '10.0.0.1 - - [10/Oct/2000:13:55:36 -0700] "-" 408 -'
    assert.equal(read('grok', { patterns: '%{COMMONAPACHELOG}' }, broken)?.rawrequest, '-')
  })

  it('reads syslog lines', () => {
    assert.deepEqual(
      read('grok', { patterns: '%{SYSLOGLINE}' }, 'Jan  2 15:00:00 web-1 sshd[123]: Accepted key'),
      {
        timestamp: 'Jan  2 15:00:00',
        logsource: 'web-1',
        program: 'sshd',
        pid: '123',
        message: 'Accepted key',
      },
    )
  })

  it('tries patterns in order and takes custom ones', () => {
    const spec = {
      patterns: ['^%{ORDER:order} %{NUMBER:sum:float}$', '^%{ORDER:order}$'],
      customPatterns: { ORDER: 'o-%{PART}', PART: '\\d{3}' },
    }
    assert.deepEqual(read('grok', spec, 'o-123 4.5'), { order: 'o-123', sum: '4.5' })
    assert.deepEqual(read('grok', spec, 'o-123'), { order: 'o-123' })
    assert.equal(read('grok', spec, 'o-12'), undefined)
  })
})

describe('an nginx rule', () => {
  it('reads the combined format by default', () => {
    const line =
      '10.0.0.1 - - [02/Jan/2017:15:00:00 +0800] "GET /a?b=c HTTP/1.1" 200 612 "-" "curl/7 \\x22x\\x22 \\xE4\\xBD\\xA0"'
    assert.deepEqual(read('nginx', {}, line), {
      remote_addr: '10.0.0.1',
      time_local: '02/Jan/2017:15:00:00 +0800',
      request: 'GET /a?b=c HTTP/1.1',
      status: '200',
      body_bytes_sent: '612',
      http_user_agent: 'curl/7 "x" 你',
    })
  })

  it('takes the directive as it stands in the configuration', () => {
    const format = `log_format main escape=default '$remote_addr [$time_iso8601] "$request" '
                      '\${request_time}s $upstream_response_time';`
    assert.deepEqual(
      read('nginx', { format }, '::1 [2017-01-02T15:00:00+08:00] "GET /" 0.005s 0.001, 0.004'),
      {
        remote_addr: '::1',
        time_iso8601: '2017-01-02T15:00:00+08:00',
        request: 'GET /',
        request_time: '0.005',
        upstream_response_time: '0.001, 0.004',
      },
    )
  })

  it('does not match a line of another format', () => {
    assert.equal(read('nginx', {}, common), undefined)
    assert.equal(read('nginx', {}, 'x'), undefined)
    assert.equal(read('nginx', {}, `${combined} extra`), undefined)
  })
})

describe('an apache rule', () => {
  const base = {
    clientip: '127.0.0.1',
    auth: 'frank',
    timestamp: '10/Oct/2000:13:55:36 -0700',
    verb: 'GET',
    request: '/apache_pb.gif',
    httpversion: '1.0',
    response: '200',
    bytes: '2326',
  }

  it('reads the formats common and combined', () => {
    assert.deepEqual(read('apache', { format: 'common' }, common), base)
    assert.deepEqual(read('apache', {}, combined), {
      ...base,
      referrer: 'http://www.example.com/start.html',
      agent: 'Mozilla/4.08 [en] (Win98; I ;Nav)',
    })
  })

  it('undoes escapes, and keeps a request line it cannot read', () => {
    const line = '::1 - - [10/Oct/2000:13:55:36 -0700] "\\x16\\x03 a b c" 400 - "say \\"hi\\"" "a\\\\"'
    assert.deepEqual(read('apache', {}, line), {
      clientip: '::1',
      timestamp: '10/Oct/2000:13:55:36 -0700',
      rawrequest: '\x16\x03 a b c',
      response: '400',
      referrer: 'say "hi"',
      agent: 'a\\',
    })
  })

  it('reads a LogFormat of one’s own', () => {
    const format = '%v:%p %a %{X-Forwarded-For}i \\"%m %U%%\\" %>s %D %{ms}T %{session}C'
    assert.deepEqual(
      read('apache', { format }, 'www.x:443 10.0.0.1 1.2.3.4, 5.6.7.8 "GET /a%" 200 1500 2 abc'),
      {
        vhost: 'www.x',
        port: '443',
        clientip: '10.0.0.1',
        x_forwarded_for: '1.2.3.4, 5.6.7.8',
        verb: 'GET',
        path: '/a',
        response: '200',
        duration_us: '1500',
        duration_ms: '2',
        cookie_session: 'abc',
      },
    )
  })
})

describe('compileRule', () => {
  it('never throws, whatever the line', () => {
    const rules = [
      { name: 'a', type: 'json' },
      { name: 'b', type: 'csv', spec: { columns: [{ key: 'a' }], strict: false } },
      { name: 'c', type: 'kv' },
      { name: 'd', type: 'grok', spec: { patterns: ['%{COMBINEDAPACHELOG}', '%{SYSLOGLINE}', '%{URI:u}'] } },
      { name: 'e', type: 'nginx' },
      { name: 'f', type: 'apache' },
    ].map((rule) => compileRule(parseRule(rule)))
    const line = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.string({ unit: fc.constantFrom('"', '\\', '=', ' ', ',', '{', '}', '[', ']', 'x', '1', '-', '\0') }),
      fc
        .tuple(fc.nat(combined.length), fc.string())
        .map(([at, text]) => combined.slice(0, at) + text + combined.slice(at)),
    )
    fc.assert(
      fc.property(line, (text) => {
        for (const parse of rules) parse(text)
      }),
      { numRuns: 1000 },
    )
  })
})
