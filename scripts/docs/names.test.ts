import { existsSync, globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { root } from '../launch/say.js'

/*
 * A guide that names files is wrong as soon as one of them moves, and nobody notices. So every file that the documents
 * name must be there, and what they name in it too: `path/to/file.ts#name`.
 */

const documents = globSync(['*.md', 'docs/**/*.md', '{packages,apps,examples}/*/README.md'], {
  cwd: root,
  // `docs/reference` is a package, and may have packages of its own.
  exclude: ['**/node_modules/**'],
}).sort()
const inCode = /`((?:packages|apps|e2e|bench|scripts|docs|examples)\/[^`\s*{}<>…]*)`/g
const inLink = /\]\((?!https?:|#)([^)#\s]+)(?:#[^)]*)?\)/g

/** What a document names: files and folders, from the root of the repository. */
function namesIn(document: string): { path: string; name: string | null }[] {
  const text = readFileSync(join(root, document), 'utf8')
  const coded = [...text.matchAll(inCode)].map(([, named = '']) => {
    const [path = '', name = null] = named.split('#')
    return { path, name }
  })
  const linked = [...text.matchAll(inLink)].map(([, path = '']) => ({ path: join(document, '..', path), name: null }))
  return [...coded, ...linked]
}

describe.each(documents)('%s', (document) => {
  test('names only files that are there, and in them only what is there', () => {
    const wrong = namesIn(document).filter(({ path, name }) => {
      const file = join(root, path)
      return !existsSync(file) || (name !== null && !new RegExp(`\\b${name}\\b`).test(readFileSync(file, 'utf8')))
    })
    expect(wrong).toEqual([])
  })
})

test('the way of one message is told in about 30 stops, each by its file and name', () => {
  const text = readFileSync(join(root, 'docs/architecture.md'), 'utf8')
  const [, way = ''] = text.split('## The way of one message')
  const [stops = ''] = way.split('\n## ')
  const numbered = stops.split('\n').filter((line) => /^\d+\. /.test(line))
  expect(numbered.length).toBeGreaterThan(15)
  expect(numbered.length).toBeLessThanOrEqual(32)
  for (const stop of numbered) expect(stop).toMatch(/`[^`]+#\w+`/)
})
