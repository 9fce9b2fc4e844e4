import { expect, it } from 'vitest'
import { linksIn } from './links.ts'

it.each([
  ['no link', []],
  ['see https://example.com/a, and <http://example.com/b>', ['https://example.com/a', 'http://example.com/b']],
  ['[a text](https://example.com/x#part) and https://example.com/x', ['https://example.com/x']],
  ['www.example.com', ['http://www.example.com/']],
  ['in `https://example.com/code` and\n```\nhttps://example.com/block\n```', []],
  ['[a][b]\n\n[b]: https://example.com/ref', ['https://example.com/ref']],
  ['[a](javascript:alert(1)) [b](ftp://example.com) mailto:a@example.com', []],
  [`https://example.com/${'x'.repeat(1_000)} https://example.com/y`, ['https://example.com/y']],
  [
    `https://example.com/a ${'x '.repeat(980)} https://example.com/cut-off https://example.com/after`,
    ['https://example.com/a'],
  ],
  [[1, 2, 3, 4, 5].map((n) => `https://example.com/${n}`).join(' '), [1, 2, 3].map((n) => `https://example.com/${n}`)],
])('links of %j', (content, links) => {
  expect(linksIn(content)).toEqual(links)
})

it('a text made to be slow to read is read all the same', () => {
  const patterns = [
    '[',
    '![',
    '*a_',
    '> ',
    'www.',
    'www.a_',
    'http://a_b',
    'http://a.b',
    '`',
    '<',
    '[a](',
    '[]()',
    '\n> - ',
    '_a*b_',
  ]
  const msOf = (text: string) => {
    const before = process.cpuUsage()
    linksIn(text)
    return process.cpuUsage(before).user / 1_000
  }
  const slowest = patterns.map((bad) => {
    const times = (length: number) => bad.repeat(Math.floor(length / bad.length))
    // What is read ends with a word.
    const text = `https://example.com ${times(1_970)} ${times(5_900)}`
    expect(linksIn(text)).toContain('https://example.com/')
    return Math.min(msOf(text), msOf(text))
  })
  // Milliseconds of the processor. Reading all, and emphasis: up to 750, on a machine where this takes up to 50.
  expect(Math.max(...slowest)).toBeLessThan(300)
}, 60_000)
