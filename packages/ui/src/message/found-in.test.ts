import { parseText, plainText } from '@chime/protocol/text'
import { expect, test } from 'vitest'
import { foundIn } from './found-in.ts'

/** The line of a text with brackets around what is marked in it, for matches of `found` in the text. */
function marked(content: string, found: RegExp): string {
  const line = plainText(parseText(content)).replace(/\s+/g, ' ').trim()
  const spans = [...content.matchAll(found)].map(({ index, 0: { length } }) => [index, index + length] as const)
  return foundIn(line, content, spans).reduceRight(
    (text, [from, to]) => `${text.slice(0, from)}[${text.slice(from, to)}]${text.slice(to)}`,
    line,
  )
}

test.each([
  ['the **batch** and `batch`', /batch/g, 'the [batch] and [batch]'],
  ['- one row\n- **two** rows', /row/g, 'one [row] two [row]s'],
  ['the end of **this** week', /of \*\*this/g, 'the end [of this] week'],
  ['a word is a word, this is not', /\bis\b/g, 'a word [is] a word, this [is] not'],
  ['[the notes](https://example.org/notes)', /notes/g, 'the [notes]'],
  ['what is *only* in [an address](https://example.org/hidden)', /hidden/g, 'what is only in an address'],
  ['Grüße aus **Köln**', /Köln/g, 'Grüße aus [Köln]'],
  ['(c++) or C++', /\+\+/g, '(c++) or C++'],
  ['plain', /nothing/g, 'plain'],
])('%s: %s', (content, found, expected) => expect(marked(content, found)).toBe(expected))

test('spans that do not fit the text, as of one edited meanwhile, mark nothing', () => {
  expect(foundIn('short', 'short', [[200, 900]])).toEqual([])
})
