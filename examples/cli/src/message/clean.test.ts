import { stripVTControlCharacters } from 'node:util'
import { describe, expect, test } from 'vitest'
import { clean, cleanLine, jsonLine } from './clean.ts'

describe('text of others', () => {
  test('holds nothing that drives a terminal', () => {
    for (const evil of ['\u001b[2J', '\u009b2J', '\u001b]52;c;cm0gLXJm\u0007', '\b\b\b', '\u007f', '\u0000', 'a\rb']) {
      const shown = clean(evil)
      expect(shown).not.toMatch(/(?!\n)\p{Cc}/u)
      expect(stripVTControlCharacters(shown)).toBe(shown)
    }
    expect(clean('\u001b[31mred')).toBe('␛[31mred')
  })

  test('cannot be read backwards', () => {
    expect(clean('user\u202etxt.exe')).toBe('usertxt.exe')
    expect(clean('\u2066a\u2069')).toBe('a')
  })

  test('keeps what people write: lines, other scripts, emoji', () => {
    for (const text of ['one\n  two\n\nthree', '日本語 🇯🇵', '👩‍👩‍👧', 'שלום', 'e\u0301']) expect(clean(text)).toBe(text)
    expect(clean('a\r\nb\tc')).toBe('a\nb    c')
  })

  test('stays one line where a line is meant', () => {
    expect(cleanLine('general\n12:00 ada: I leave')).toBe('general 12:00 ada: I leave')
  })

  test('is harmless as JSON too, and the same text', () => {
    const value = { content: 'a\u009b2J\u202eb\u001b' }
    expect(jsonLine(value)).not.toMatch(/[\p{Cc}\p{Bidi_Control}]/u)
    expect(JSON.parse(jsonLine(value))).toEqual(value)
  })
})
