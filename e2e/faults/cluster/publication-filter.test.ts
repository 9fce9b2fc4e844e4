import { expect, test } from 'vitest'
import { PublicationFilter } from './publication-filter.ts'

const bulk = (text: string) => `$${Buffer.byteLength(text)}\r\n${text}\r\n`
const message = (text: string, sign = '*') => `${sign}3\r\n${bulk('message')}${bulk('topic')}${bulk(text)}`

/** Passes the replies in pieces of `size` bytes. */
function through(filter: PublicationFilter, replies: string, size: number): string {
  const data = Buffer.from(replies)
  const out: Buffer[] = []
  for (let at = 0; at < data.length; at += size) out.push(filter.pass(data.subarray(at, at + size)))
  return Buffer.concat(out).toString()
}

const others = [
  '+OK\r\n',
  ':12\r\n',
  '$-1\r\n',
  '*-1\r\n',
  `*3\r\n${bulk('subscribe')}${bulk('topic')}:1\r\n`,
  `*2\r\n*1\r\n${bulk('message')}${bulk('\r\n\r')}`,
]

test('everything but publications passes unchanged, however it is cut', () => {
  for (const size of [1, 2, 7, 10_000]) {
    const filter = new PublicationFilter(() => true)
    expect(through(filter, others.join('') + message('lost') + others.join(''), size)).toBe(others.join('').repeat(2))
  }
})

test('exactly the publications that are drawn get lost', () => {
  for (const sign of ['*', '>']) {
    let count = 0
    const filter = new PublicationFilter(() => ++count % 3 === 0)
    const sent = ['a', 'b\r\n', 'ü', 'd', 'e', 'f'].map((text) => message(text, sign))
    expect(through(filter, sent.join(''), 5)).toBe(sent.filter((_, i) => (i + 1) % 3 !== 0).join(''))
  }
})
