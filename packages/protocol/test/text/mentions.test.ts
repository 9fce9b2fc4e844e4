import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { limits } from '../../src/limits.ts'
import { mentionsIn } from '../../src/text/index.ts'

const names = (content: string) => mentionsIn(content)?.names ?? null

describe('a name is called', () => {
  it('after an @, in any case, at the start, in brackets and quotes, each once', () => {
    expect(names('@ann hello (@Ben) "@cem"\n@d.e-f_1 and @ann')).toEqual([['ann'], ['ben'], ['cem'], ['d.e-f_1']])
  })

  it('with the punctuation at its end, which may belong to it', () => {
    expect(names('hello @ann.')).toEqual([['ann.', 'ann']])
    expect(names('@ann... who else')).toEqual([['ann...', 'ann..', 'ann.', 'ann']])
    expect(names('@ann, @ben! @cem?')).toEqual([['ann'], ['ben'], ['cem']])
  })

  it.each([
    '_@ben_',
    '*@ben*',
    '__@ben__',
    '**@ben**',
    '~~@ben~~',
    '**_@ben_**',
    '[@ben](https://e.example/)',
    '# @ben',
    '> @ben',
    '- @ben',
    '- [ ] @ben',
    '1. @ben',
    'a | b\n--|--\nc | @ben',
    'thanks...@ben',
    'thanks-@ben',
    'a_@ben',
    '<@ben>',
    'either/@ben',
    '@@ben',
    '``@ben',
    '\\\\@ben',
    '\\`@ben\\`',
    '`code`@ben',
    'https://e.example,@ben',
    '＠ben',
    '＠ｂｅｎ',
    '（＠ben）',
    '你好@ben看看',
    '안녕@ben님',
    '👍@ben',
    '❤️@ben',
    '1️⃣@ben',
    'line\n@ben',
  ])('in %j', (content) => {
    expect(names(content)).toEqual([['ben']])
  })

  it('after any punctuation, symbol or space', () => {
    const before = fc
      .string({ unit: 'grapheme', minLength: 1, maxLength: 1 })
      .filter((one) => /^[\p{P}\p{S}\p{Z}]$/u.test(one))
    const some = fc.oneof(before, fc.constantFrom(...'!"#$%&\'()*+,-./:;<=>?@[]^_{|}~，。、（）「」！？：；…—“”'))
    fc.assert(
      fc.property(some, (one) => {
        expect(names(`so${one}@ben`)).toEqual([['ben']])
      }),
      { numRuns: 500 },
    )
  })
})

describe('nobody is called', () => {
  it.each([
    '`@ben`',
    '``@ben``',
    '``a ` @ben``',
    '`` `@ben` ``',
    '`a\n@ben`',
    '```\n@ben\n```',
    '```@ben\ncode\n```',
    '````\n```\n@ben\n````',
    '~~~\n@ben\n~~~',
    '```\n@ben',
    '> ```\n> @ben\n> ```',
    '- ~~~\n  @ben\n  ~~~',
    '    @ben',
    '\t@ben\n\n\t@ben',
    'Error\n    at f (/node_modules/@ben/f.js:1:2)',
    '[t](https://e.example/?u=@ben)',
    '[t](<https://e.example/ @ben>)',
    '[t](https://e.example/ "@ben")',
    '[t](@ben)',
    '[see https://e.example/@ben](https://e.example/)',
    'https://e.example/@ben',
    'https://ben:@ben@e.example/',
    'www.e.example/@ben',
    '<https://e.example/@ben>',
    '<a@ben.example>',
    'a@ben',
    'a@ben.example',
    'a.b+c@ben.example',
    'é@ben',
    '7@ben',
    '@ben@e.example',
    '\\@ben',
    '\\＠ben',
    '@be',
    '@benét',
    `@${'x'.repeat(limits.usernameMax + 1)}`,
    'nothing',
    'no @ name',
  ])('in %j', (content) => {
    expect(mentionsIn(content)).toBe(null)
  })

  it('in code, however many backticks or tildes fence it and whatever stands in it', () => {
    const inside = fc.array(
      fc.constantFrom('@ben', '＠ben', ' ', 'a', '*', '_', '[', '](', '\\', '`', '``', '~~~', '>'),
      { maxLength: 12 },
    )
    fc.assert(
      fc.property(inside, fc.boolean(), (parts, inline) => {
        const code = `x${parts.join('')}x`
        const longest = Math.max(0, ...(code.match(/`+/g) ?? []).map((run) => run.length))
        const ticks = '`'.repeat(longest + 1)
        expect(
          mentionsIn(inline ? `say ${ticks}${code}${ticks} now` : `say\n${ticks}\`\`\n${code}\n${ticks}\`\``),
        ).toBe(null)
        if (!code.includes('~~~')) expect(mentionsIn(`~~~\n${code}\n~~~`)).toBe(null)
      }),
    )
  })

  it('in an address, wherever it stands', () => {
    const path = fc.array(fc.constantFrom('@ben', 'a', '/', '?', '=', '&', '.', '-', '%40'), { maxLength: 8 })
    const frame = fc.constantFrom(
      ['', ''],
      ['(', ')'],
      ['看', '，然后'],
      ['**', '**'],
      ['- ', ''],
      ['[t](', ')'],
      ['<', '>'],
    )
    fc.assert(
      fc.property(path, frame, (parts, [before, after]) => {
        expect(mentionsIn(`${before}https://e.example/x${parts.join('')}x${after}`)).toBe(null)
      }),
    )
  })
})

it('everyone is called by no name; channel is more than here', () => {
  expect(mentionsIn('@here.')).toEqual({ names: [], everyone: 'here' })
  expect(mentionsIn('@here **@Channel**: @ann')).toEqual({ names: [['ann']], everyone: 'channel' })
  expect(mentionsIn('@channels')).toEqual({ names: [['channels']], everyone: null })
  expect(mentionsIn('`@channel` \\@here')).toBe(null)
})

it('no more names count than may be called', () => {
  const many = Array.from({ length: 1_000 }, (_, i) => `@user${i}`).join(' ')
  expect(names(many)).toHaveLength(limits.mentionsMax)
})
