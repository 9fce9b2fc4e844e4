import { expect, it } from 'vitest'
import { moveNewLine, type NewLine } from './new-line.ts'

const opened: NewLine = { at: 100, seen: 100 }
const watching = { readUpTo: 0, attentive: true }

it('reading on does not move the line, nor does having read all', () => {
  const some = moveNewLine(opened, 110, { readUpTo: 120, attentive: true })
  expect(some.at).toBe(100)
  expect(moveNewLine(some, null, { readUpTo: 120, attentive: true }).at).toBe(100)
})
it('marking an older message as unread moves it back', () => {
  expect(moveNewLine(opened, 90, watching).at).toBe(90)
})
it('marking a read message as unread brings the line although all was read', () => {
  expect(moveNewLine({ at: null, seen: null }, 5, { readUpTo: 20, attentive: true }).at).toBe(5)
})
it('a message that arrives before my eyes brings no line', () => {
  expect(moveNewLine({ at: null, seen: null }, 21, { readUpTo: 20, attentive: true }).at).toBe(null)
})
it('a message that arrives while I am away moves the line to it', () => {
  expect(moveNewLine({ at: 100, seen: null }, 121, { readUpTo: 120, attentive: false }).at).toBe(121)
})
it('more of them while I am away leave it at the first', () => {
  const line = moveNewLine({ at: null, seen: null }, 121, { readUpTo: 120, attentive: false })
  expect(moveNewLine(line, 121, { readUpTo: 120, attentive: false })).toBe(line)
})
