import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { root } from '../../launch/say.js'
import { packedManifest } from '../manifest.js'
import { tarballOf } from '../tarball.js'
import { check } from './check.js'

const manifest = {
  name: '@chime/protocol',
  version: '0.1.0',
  description: 'A package',
  license: 'MIT',
  type: 'module',
  engines: { node: '>=20' },
  files: ['dist', 'src', 'CHANGELOG.md'],
  sideEffects: false,
  exports: { '.': './src/index.ts' },
  dependencies: { zod: '4.6.7' },
  scripts: { prepack: 'node ../../scripts/pack/prepack.js' },
}
const map = JSON.stringify({ version: 3, sources: ['../src/index.ts'], names: [], mappings: 'AAAA' })
const right: Record<string, string> = {
  'README.md': '# A package',
  'CHANGELOG.md': '# Changelog',
  LICENSE: 'MIT',
  'src/index.ts': 'export const one = 1\n',
  'dist/index.js': 'export const one = 1;\n//# sourceMappingURL=index.js.map\n',
  'dist/index.js.map': map,
  'dist/index.d.ts': 'export declare const one = 1;\n//# sourceMappingURL=index.d.ts.map\n',
  'dist/index.d.ts.map': map,
}

/** What is wrong with a package that is right but for these changes; null: there is no such file. */
async function problemsOf(files: Record<string, string | null>, fields: object = {}): Promise<string[]> {
  const folder = mkdtempSync(join(tmpdir(), 'chime-check-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  for (const [path, text] of Object.entries({ ...right, ...files })) {
    if (text === null) continue
    mkdirSync(dirname(join(folder, path)), { recursive: true })
    writeFileSync(join(folder, path), text)
  }
  return check(await tarballOf(folder, packedManifest({ ...manifest, ...fields })))
}

test('a package with which nothing is wrong', async () => {
  expect(await problemsOf({})).toEqual([])
})

test.each([
  [
    'a declaration that says any',
    { 'dist/index.d.ts': 'export declare const one: Record<string, any>;\n' },
    'dist/index.d.ts:1 says any',
  ],
  [
    'a declaration that needs a server package',
    { 'dist/index.d.ts': "export declare const one: import('@chime/api').AppRouter;\n" },
    'dist/index.d.ts imports @chime/api, which is in no dependency of the package',
  ],
  [
    'a module that imports what the manifest does not name',
    { 'dist/index.js': "import 'left-pad';\nexport const one = 1;\n" },
    'dist/index.js imports left-pad, which is in no dependency of the package',
  ],
  [
    'a path out of the package',
    { 'dist/index.d.ts': "export * from '../../api/src/index.js';\n" },
    'dist/index.d.ts imports ../../api/src/index.js, which is not in the package',
  ],
  [
    'a lazy import of a file that is not packed',
    { 'dist/index.js': "export const one = () => import('./lazy.js');\n" },
    'dist/index.js imports ./lazy.js, which is not in the package',
  ],
  [
    'a built-in of Node',
    { 'dist/index.js': "import 'node:fs';\nexport const one = 1;\n" },
    'dist/index.js imports node:fs, which only Node has',
  ],
  [
    'the folder of the machine where it was built',
    { 'dist/index.js': `export const one = '${root}/packages';\n` },
    'dist/index.js names the folder in which it was built',
  ],
  [
    'a source map whose source is missing',
    { 'src/index.ts': null, 'src/other.ts': '' },
    'dist/index.js.map maps to ../src/index.ts, which is not in the package',
  ],
  ['a missing changelog', { 'CHANGELOG.md': null }, 'there is no CHANGELOG.md'],
  ['missing declarations', { 'dist/index.d.ts': null }, /^publint: .*index\.d\.ts.*not exist/],
  ['code that is no ES module', { 'dist/index.js': 'module.exports.one = 1;\n' }, /^publint: /],
])('%s is refused', async (_, files, problem) => {
  const problems = await problemsOf(files)
  expect(problems).toContainEqual(typeof problem === 'string' ? problem : expect.stringMatching(problem))
})

test.each([
  ['a manifest that says private', { private: true }, 'package.json says private'],
  ['a manifest without a description', { description: undefined }, 'package.json has no description'],
  [
    'a dependency that is not published',
    { dependencies: { zod: '4.6.7', '@chime/api': '0.1.0' } },
    'package.json needs @chime/api, which is not published',
  ],
  [
    'another version of a package of ours',
    { dependencies: { zod: '4.6.7', '@chime/protocol': '0.0.9' } },
    'package.json needs @chime/protocol 0.0.9, not 0.1.0',
  ],
])('%s is refused', async (_, fields, problem) => {
  expect(await problemsOf({}, fields)).toContain(problem)
})
