import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { root } from '../launch/say.js'

/*
 * Nobody remembers the changelog when a version is raised. The first released version of each has to be that of the
 * package.json beside it, with the day of its release.
 */

const folders = ['.', 'packages/protocol', 'packages/client', 'packages/ui']

/** The versions of a changelog, the newest first. */
const releasesOf = (changelog: string) =>
  [...changelog.matchAll(/^## \[(\d[^\]]*)\](.*)$/gm)].map(([, version = '', rest = '']) => ({ version, rest }))

describe.each(folders)('%s', (folder) => {
  const read = (file: string) => readFileSync(join(root, folder, file), 'utf8')
  const { version }: { version: string } = JSON.parse(read('package.json'))
  const changelog = read('CHANGELOG.md')

  test('the changelog tells what is in this version, and when it was released', () => {
    const [latest] = releasesOf(changelog)
    expect(latest?.version).toBe(version)
    expect(latest?.rest).toMatch(/^ - \d{4}-\d\d-\d\d$/)
  })

  test('what is not released yet stands first, and every version says something', () => {
    const [, first = '', ...others] = changelog.split(/^## /m)
    expect(first).toMatch(/^\[Unreleased\]/)
    for (const section of others) expect(section).toMatch(/^### (Added|Changed|Deprecated|Removed|Fixed|Security)$/m)
  })
})
