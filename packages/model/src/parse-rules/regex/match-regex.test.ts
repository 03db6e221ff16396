import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { compileRegex } from './compile-regex.ts'
import { matchRegex } from './match-regex.ts'
import { RegexSyntaxError } from './parse-regex.ts'

function find(pattern: string, text: string, ignoreCase = false): Record<string, string> | undefined {
  const groups = matchRegex(compileRegex(pattern, ignoreCase), text)
  return groups && { ...groups }
}

describe('matchRegex', () => {
  it('finds named groups anywhere in the text', () => {
    assert.deepEqual(find('(?<key>\\w+)=(?<value>\\d+)', 'see a=1, b=2'), { key: 'a', value: '1' })
    assert.deepEqual(find('^(?P<word>\\S+)$', 'été'), { word: 'été' })
    assert.equal(find('^(?<x>b)', 'ab'), undefined)
  })

  it('knows the syntax of JavaScript, POSIX classes and the flag (?i)', () => {
    const matches: readonly (readonly [string, string, string])[] = [
      ['(?<x>[[:alpha:]_]+)', '12ab_3', 'ab_'],
      ['(?i)(?<x>get|post)', 'a POST', 'POST'],
      ['(?<x>a(?i:b)b)', 'aBB aBb', 'aBb'],
      ['(?<x>[^\\]]+)\\]', '[abc]', '[abc'],
      ['(?<x>[]a]+)', 'x]a]', ']a]'],
      ['(?<x>[a-c-]+)', 'xb-a', 'b-a'],
      ['(?<x>\\x41\\u0042\\t?)', 'AB', 'AB'],
      ['(?<x>a{2,3})', 'aaaa', 'aaa'],
      ['(?<x>a{2,3}?)', 'aaaa', 'aa'],
      ['(?<x>a{2})', 'aaaa', 'aa'],
      ['(?<x>a{2,})', 'aaaa', 'aaaa'],
      ['(?<x>a{,2})', 'a{,2}', 'a{,2}'],
      ['(?<x>.*?)b', 'aabb', 'aa'],
      ['(?<x>\\bcat\\b)', 'concat cat', 'cat'],
      ['\\A(?<x>.+)\\z', 'all', 'all'],
      ['(?<x>(?>a|ab)c)', 'abc', 'abc'],
      ['(?<x>a|ab)(?:c|bcd)', 'abcd', 'a'],
    ]
    for (const [pattern, text, x] of matches) assert.deepEqual(find(pattern, text), { x }, pattern)
  })

  it('keeps the later of two groups with one name that took part', () => {
    assert.deepEqual(find('(?:(?<x>a)|(?<x>b))', 'b'), { x: 'b' })
    assert.deepEqual(find('(?<x>a)(?<x>b)?', 'a'), { x: 'a' })
  })

  it('ends on loops over nothing', () => {
    assert.deepEqual(find('(?<x>(?:a*)*)b', 'aab'), { x: 'aa' })
    assert.deepEqual(find('(?<x>(?:a?)+)$', 'b'), { x: '' })
  })

  it('does in little work what makes a backtracking matcher run for years', () => {
    const text = `${'a'.repeat(60_000)}!`
    assert.equal(find('^(?<x>(?:a+)+)$', text), undefined)
    assert.equal(find('^(?<x>(?:a|a)*)$', text), undefined)
    assert.equal(find('^(?<x>(?:a|aa)+)$', text), undefined)
    assert.equal(find('(?<x>.*)a(?<y>.*)b(?<z>.*)c', text), undefined)
    assert.equal(find('^(?<x>(?:a{1,30}){1,30})$', text), undefined)
  })

  it('refuses what it cannot match in linear time, and what is malformed', () => {
    const refused: readonly (readonly [string, RegExp])[] = [
      ['(?=a)', /look-around/],
      ['(?<!a)b', /look-around/],
      ['(a)\\1', /back references/],
      ['a++', /possessive/],
      ['a**', /two quantifiers/],
      ['*a', /nothing to repeat/],
      ['(a', /not closed/],
      ['a)', /without/],
      ['[a', /not closed/],
      ['[z-a]', /out of order/],
      ['a{3,1}', /out of order/],
      ['a{1001}', /1000/],
      ['(?:a{1000}){1000}', /too large/],
      ['\\', /ends too early/],
      ['\\q', /'\\q'/],
      ['(?<1a>b)', /kind of group/],
      ['[[:nope:]]', /nope/],
      ['\\xZ1', /hexadecimal/],
      ['('.repeat(101) + ')'.repeat(101), /nest/],
    ]
    for (const [pattern, message] of refused) {
      assert.throws(
        () => compileRegex(pattern),
        (error) => error instanceof RegexSyntaxError && message.test(error.message),
        pattern,
      )
    }
  })

  it('accepts the same texts as the engine of the runtime, for random patterns', () => {
    fc.assert(
      fc.property(randomPattern(''), randomText, (pattern, text) => {
        const wanted = new RegExp(`^(?:${pattern})$`).test(text)
        assert.equal(find(`^(?:${pattern})$`, text) !== undefined, wanted)
      }),
      { numRuns: 2000 },
    )
  })

  it('finds the same groups as the engine of the runtime unless a loop repeats nothing', () => {
    fc.assert(
      fc.property(randomPattern('[abc]'), randomText, (pattern, text) => {
        for (const whole of [`(?<x>${pattern})`, `^(?<x>${pattern})(?<rest>.*)$`]) {
          const wanted = new RegExp(whole).exec(text)
          assert.deepEqual(find(whole, text), wanted === null ? undefined : { ...wanted.groups })
        }
      }),
      { numRuns: 2000 },
    )
  })
})

const randomText = fc.string({ unit: fc.constantFrom('a', 'b', 'c', ' '), maxLength: 10 })

/** Patterns without groups that have names. `loopStart` begins the body of every loop: with a character there, no loop can
 *  repeat nothing, where JavaScript has rules of its own. */
function randomPattern(loopStart: string): fc.Arbitrary<string> {
  const leaf = fc.constantFrom('a', 'b', '[ab]', '[^a]', '.', '\\w', '\\b', 'c', '\\B')
  const quantifier = fc.constantFrom('*', '+', '?', '*?', '+?', '??', '{1,2}', '{2,}')
  return fc.letrec<{ pattern: string }>((tie) => ({
    pattern: fc.oneof(
      { depthSize: 'small', withCrossShrink: true },
      leaf,
      fc.tuple(tie('pattern'), tie('pattern')).map(([a, b]) => `${a}${b}`),
      fc.tuple(tie('pattern'), tie('pattern')).map(([a, b]) => `(?:${a}|${b})`),
      fc.tuple(tie('pattern'), quantifier).map(([a, count]) => `(?:${loopStart}(?:${a}))${count}`),
    ),
  })).pattern
}
