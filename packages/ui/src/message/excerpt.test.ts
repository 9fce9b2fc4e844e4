import { expect, test } from 'vitest'
import { excerpt, type TextRange } from './excerpt.ts'

const marked = (text: string, spans: TextRange[], max?: number) =>
  excerpt(text, spans, max)
    .map((piece) => (piece.found ? `[${piece.text}]` : piece.text))
    .join('')

test('what was found is told apart from what stands between', () => {
  expect(
    marked('deploy it, then deploy again', [
      [0, 6],
      [16, 22],
    ]),
  ).toBe('[deploy] it, then [deploy] again')
  expect(marked('nothing was found', [])).toBe('nothing was found')
  expect(marked('', [])).toBe('')
})

test('of a long message the part around the first find is shown, from the start of a word', () => {
  const text = `${'many words come before it '.repeat(20)}the needle and more ${'hay '.repeat(100)}`
  const at = text.indexOf('needle')
  const shown = marked(text, [[at, at + 6]], 100)
  expect(shown).toMatch(/^…\w+ .*\[needle\] and more .*…$/)
  expect(shown.length).toBeLessThan(110)
})

test('spans that do not fit the text, as of one edited meanwhile, are left out', () => {
  expect(marked('short', [[2, 900]])).toBe('short')
  expect(
    marked('short', [
      [0, 3],
      [1, 2],
    ]),
  ).toBe('[sho]rt')
})

test('no character is cut in half', () => {
  const shown = excerpt('😀'.repeat(100), [], 51)
  expect(shown.map((piece) => piece.text).join('')).not.toMatch(/[\ud800-\udbff](?![\udc00-\udfff])/)
})
