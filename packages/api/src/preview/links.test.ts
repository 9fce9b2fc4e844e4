import { expect, it } from 'vitest'
import { linksIn } from './links.ts'

it.each([
  ['no link', []],
  ['see https://example.com/a, and <http://example.com/b>', ['https://example.com/a', 'http://example.com/b']],
  ['[a text](https://example.com/x#part) and https://example.com/x', ['https://example.com/x']],
  ['看https://example.com/a，然后', ['https://example.com/a']],
  ['www.example.com', ['http://www.example.com/']],
  ['in `https://example.com/code` and\n```\nhttps://example.com/block\n```', []],
  ['[a][b]\n\n[b]: https://example.com/ref', ['https://example.com/ref']],
  ['[a](javascript:alert(1)) [b](ftp://example.com) mailto:a@example.com', []],
  [`https://example.com/${'x'.repeat(1_000)} https://example.com/y`, ['https://example.com/y']],
  [
    `https://example.com/a ${'x '.repeat(3_000)} https://example.com/b`,
    ['https://example.com/a', 'https://example.com/b'],
  ],
  [[1, 2, 3, 4, 5].map((n) => `https://example.com/${n}`).join(' '), [1, 2, 3].map((n) => `https://example.com/${n}`)],
])('links of %j', (content, links) => {
  expect(linksIn(content)).toEqual(links)
})
