import { describe, expect, test } from 'vitest'
import { split } from './split.ts'

const letters = (text: string) => text.replace(/\s+/g, '')

describe('a long text', () => {
  test('is cut between paragraphs, lines or words, whichever comes first', () => {
    expect(split('one two', 20)).toEqual(['one two'])
    expect(split('first part\n\nsecond part', 14)).toEqual(['first part', 'second part'])
    expect(split('first line\nsecond line', 14)).toEqual(['first line', 'second line'])
    expect(split('one two three four', 9)).toEqual(['one two', 'three', 'four'])
  })

  test('loses nothing but white space, and no piece is too long', () => {
    const text = Array.from(
      { length: 400 },
      (_, i) => `word${i}${i % 17 === 0 ? '\n\n' : i % 5 === 0 ? '\n' : ' '}`,
    ).join('')
    const pieces = split(text, 100)
    expect(letters(pieces.join(''))).toBe(letters(text))
    for (const piece of pieces) expect(piece.length).toBeLessThanOrEqual(100)
  })

  test('is never cut within an emoji that takes two code units', () => {
    const pieces = split('😀'.repeat(50), 33)
    expect(pieces.join('')).toBe('😀'.repeat(50))
    for (const piece of pieces) expect(piece.isWellFormed()).toBe(true)
  })

  test('keeps the indentation of the line at which it is cut', () => {
    expect(split('if (a) {\n    b()\n}', 9)).toEqual(['if (a) {', '    b()\n}'])
  })
})
