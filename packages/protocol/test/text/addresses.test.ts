import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { linksIn, parseText, plainText } from '../../src/text/index.ts'

describe('an address is a link', () => {
  it.each([
    ['看https://example.org/a，然后', 'https://example.org/a'],
    ['看https://example.org，然后', 'https://example.org'],
    ['看https://example.org然后', 'https://example.org'],
    ['「https://example.org/a」', 'https://example.org/a'],
    ['https://example.org/a（注）', 'https://example.org/a'],
    ['https://example.org/a。', 'https://example.org/a'],
    ['https://zh.example.org/wiki/维基百科。', 'https://zh.example.org/wiki/维基百科'],
    ['（https://example.org/?q=1&r=2）', 'https://example.org/?q=1&r=2'],
    ['https://example.org/a_b_c.', 'https://example.org/a_b_c'],
    ['(https://example.org/a(b))', 'https://example.org/a(b)'],
    ['"https://example.org/a"', 'https://example.org/a'],
    ['**https://example.org/a**', 'https://example.org/a'],
    ['**https://example.org/a**次', 'https://example.org/a'],
    ['_https://example.org/a_', 'https://example.org/a'],
    ['[https://example.org/a]', 'https://example.org/a'],
    ['https://example.org:8080/a#b!', 'https://example.org:8080/a#b'],
    ['https://[::1]:80/a', 'https://[::1]:80/a'],
    ['http://localhost:3000/a?', 'http://localhost:3000/a'],
    ['HTTPS://EXAMPLE.ORG', 'HTTPS://EXAMPLE.ORG'],
    ['https://пример.рф/а', 'https://пример.рф/а'],
    ['www.example.org/a,', 'http://www.example.org/a'],
    ['write to a_b.c@example.org.', 'mailto:a_b.c@example.org'],
    ['邮箱a@example.org，谢谢', 'mailto:a@example.org'],
    ['[a](https://example.org/x "title")', 'https://example.org/x'],
    ['<https://example.org/x>', 'https://example.org/x'],
    ['| a |\n|---|\n| https://example.org/a|', 'https://example.org/a'],
  ])('in %j', (content, url) => {
    expect(linksIn(content)).toEqual([url])
  })

  it.each([
    '`https://example.org`',
    '```\nhttps://example.org\n```',
    'xhttps://example.org',
    'a.www.example.org',
    'https://',
    'www.',
    'a@b',
    '[a](javascript:alert(1))',
    '<javascript:alert(1)>',
    '[a](/path)',
    'handlers[name](event)',
  ])('and there is none in %j', (content) => {
    expect(linksIn(content)).toEqual([])
  })

  it('that ends before punctuation of full width, and before what else ends a sentence', () => {
    const url = fc.constantFrom(
      'https://example.org/a',
      'https://example.org',
      'www.example.org/a?b=c',
      'https://example.org/看',
    )
    const end = fc.constantFrom(...'，。、；：？！（）「」『』【】《》〈〉〔〕“”‘’…—～｜＂＇．｡､')
    const after = fc.constantFrom('', '然后', 'next', ' next', '。')
    fc.assert(
      fc.property(url, end, after, (written, mark, rest) => {
        expect(linksIn(`看${written}${mark}${rest}`)).toEqual([written.replace(/^www/, 'http://www')])
      }),
    )
  })
})

it('what leads nowhere stays as it was written', () => {
  for (const content of ['handlers[name](event)', '[x](javascript:alert(1))', '<std:vector>', '[a](/b "c")']) {
    expect(plainText(parseText(content))).toBe(content)
  }
})
