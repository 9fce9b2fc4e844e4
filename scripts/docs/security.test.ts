import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { root } from '../launch/say.js'

/*
 * docs/security.md promises line by line, and names the tests that show it. A line without a test is a gap, and says why.
 */

/** The headings of the design. */
const headings = [
  'Handshake and socket',
  'Sessions',
  'Passwords',
  'Authorization',
  'Content',
  'Limits, errors, supply',
  'Cost',
  'Pages',
  'Who meets whom',
  'Log',
]

const text = readFileSync(join(root, 'docs/security.md'), 'utf8')
const [, section = ''] = /\n## Line by line\n([\s\S]*?)\n## /.exec(text) ?? []
const rows = section
  .split('\n')
  .filter((line) => line.startsWith('| ') && !line.startsWith('| promise'))
  .map((line) => {
    const [, promise = '', shownBy = ''] =
      line.split(' | ').length === 2 ? (/^\| (.*) \| (.*?) ?\|$/.exec(line) ?? []) : []
    return { line, promise, shownBy }
  })
const titles = rows.filter(({ promise }) => promise.startsWith('**'))
const promises = rows.filter((row) => !titles.includes(row))

test('every heading of the design is there', () => {
  expect(titles.map(({ promise }) => promise.replaceAll('**', ''))).toEqual(headings)
  expect(promises.length).toBeGreaterThan(50)
})

describe('each promise names tests that are there, or a gap with its reason', () => {
  test.each(promises)('$promise', ({ line, shownBy }) => {
    if (shownBy.startsWith('gap: ')) {
      expect(shownBy.length).toBeGreaterThan('gap: '.length + 15)
      return
    }
    expect(shownBy, line).toMatch(/^`[^`]+\.test\.tsx?`(, `[^`]+\.test\.tsx?`)*$/)
    for (const [, path = ''] of shownBy.matchAll(/`([^`]+)`/g)) expect(existsSync(join(root, path)), path).toBe(true)
  })
})
