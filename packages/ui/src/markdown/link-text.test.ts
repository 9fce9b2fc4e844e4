import { expect, it } from 'vitest'
import { realAddress, safeHref } from './link-text.ts'

const evil = 'https://evil.example/login'

it.each([
  ['https://bank.example', evil, evil],
  ['http://bank.example/', evil, evil],
  ['www.bank.example', evil, evil],
  ['go to https://bank.example/a now', evil, evil],
  ['HTTPS://BANK.EXAMPLE', evil, evil],
  ['https://evil.example/other', evil, evil],
  ['https://evil.example.bank.example', evil, evil],
  ['https://bank\u200b.example', evil, evil],
  ['https://evil.example@bank.example', evil, evil],
  ['help@bank.example', evil, evil],
  ['help@bank.example', 'mailto:thief@evil.example', 'thief@evil.example'],
])('a link whose text is the address %s shows where it leads', (text, href, address) => {
  expect(realAddress(text, href)).toEqual({ address, instead: true })
})

it.each(['bank.example', 'bank.example/login', 'README.md', 'банк.рф'])(
  'beside %s, which may be a file, stands the server',
  (text) => {
    expect(realAddress(text, evil)).toEqual({ address: 'evil.example', instead: false })
  },
)

it.each([
  ['our page', evil],
  ['', evil],
  [evil, evil],
  ['https://evil.example', evil],
  ['evil.example', evil],
  ['www.evil.example/login', evil],
  ['evil.example/login/', evil],
  ['https://evil.example/lo…', evil],
  ['a@b.example', 'mailto:a@b.example'],
  ['version 1.2.3', evil],
])('the text %s may stand for %s', (text, href) => {
  expect(realAddress(text, href)).toBe(null)
})

it('only pages and mail may be linked', () => {
  expect(safeHref('https://example.org')).toBe('https://example.org/')
  expect(['javascript:alert(1)', 'data:text/html,x', '/a', 'ftp://a', ''].map(safeHref)).toEqual(Array(5).fill(null))
})
