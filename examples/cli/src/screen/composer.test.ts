import { describe, expect, test } from 'vitest'
import { Composer } from './composer.ts'

function composer(text: string): Composer {
  const made = new Composer()
  made.set(text)
  return made
}

/** The text, with `|` where the cursor stands. */
const shown = ({ text, cursor }: Composer) => `${text.slice(0, cursor)}|${text.slice(cursor)}`

describe('the composer', () => {
  test('moves and deletes by what people call a character', () => {
    const it = composer('a👩‍👩‍👧é')
    it.left()
    expect(shown(it)).toBe('a👩‍👩‍👧|é')
    it.backspace()
    expect(shown(it)).toBe('a|é')
    it.delete()
    it.delete()
    it.backspace()
    it.backspace()
    expect(shown(it)).toBe('|')
  })

  test('deletes words and lines', () => {
    const it = composer('one two three')
    it.deleteWord()
    expect(shown(it)).toBe('one two |')
    it.wordLeft()
    expect(shown(it)).toBe('one |two ')
    it.deleteToStart()
    expect(shown(it)).toBe('|two ')
    it.wordRight()
    it.insert('!')
    expect(shown(it)).toBe('two!| ')
    it.home()
    it.deleteToEnd()
    expect(shown(it)).toBe('|')
  })

  test('moves between lines, and never into the middle of an emoji', () => {
    const it = composer('12345\n1👩‍👩‍👧5')
    it.home()
    it.up()
    it.right()
    it.right()
    it.right()
    it.down()
    expect(shown(it)).toBe('12345\n1|👩‍👩‍👧5')
    it.end()
    it.up()
    expect(shown(it)).toBe('12345|\n1👩‍👩‍👧5')
  })

  test('brings back what was sent, and then what was being written', () => {
    const it = composer('first')
    expect(it.take()).toBe('first')
    it.set('second')
    it.take()
    it.set('writ')
    it.up()
    it.up()
    it.up()
    expect(shown(it)).toBe('first|')
    it.down()
    expect(shown(it)).toBe('second|')
    it.down()
    it.down()
    expect(shown(it)).toBe('writ|')
  })
})
