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
  [`https://example.com/${'x'.repeat(3_000)}`, []],
  [[1, 2, 3, 4, 5].map((n) => `https://example.com/${n}`).join(' '), [1, 2, 3].map((n) => `https://example.com/${n}`)],
])('links of %j', (content, links) => {
  expect(linksIn(content)).toEqual(links)
})

it('a text made to be slow to read is read all the same', () => {
  const began = performance.now()
  for (const bad of ['[', '![', '*a_', '> ', 'www.', 'http://a.b', '`', '<', '[a](']) {
    linksIn(`https://example.com ${bad.repeat(7_900 / bad.length)}`)
  }
  // Some tens of milliseconds each; a hundred times that would mean that time grows with the square.
  expect(performance.now() - began).toBeLessThan(20_000)
})
