import { globSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { root } from '../launch/say.js'

/*
 * An example that nobody compiles is wrong after the next change. So the examples of a README are parts of real files,
 * `test/readme` beside it, between `#region` and `#endregion`: those files are compiled, and a test runs them.
 */

const readmes = globSync('packages/*/README.md', { cwd: root }).sort()
const read = (file: string) => readFileSync(join(root, file), 'utf8')
const imports = /^import [^;]*? from '[^']+'\n/gm

/** Blocks of code, each as the file's text from its first line to its last. */
const blocksOf = (markdown: string) =>
  [...markdown.matchAll(/^```tsx?\n([\s\S]*?)^```$/gm)].map(([, code = '']) => code)

/** The parts of a file that are examples, without their indentation. */
function regionsOf(source: string): string[] {
  return [...source.matchAll(/^( *)\/\/ #region .*\n([\s\S]*?)^ *\/\/ #endregion$/gm)].map(
    ([, indent = '', code = '']) => code.replace(new RegExp(`^${indent}`, 'gm'), ''),
  )
}

const bot = read('examples/bot.ts')

describe.each(readmes)('%s', (readme) => {
  const files = globSync(`${dirname(readme)}/test/readme/*.{ts,tsx}`, { cwd: root })
  const sources = files.filter((file) => !file.includes('.test.')).map(read)
  const regions = sources.flatMap(regionsOf)
  const blocks = blocksOf(read(readme)).filter((block) => block !== bot)

  test('each of its examples is a part of a file that is compiled and run', () => {
    for (const block of blocks) {
      const code = block.replace(imports, '').replace(/^\n+/, '')
      expect(regions).toContain(code)
      // What it imports, the file that it is from imports too.
      const source = sources.find((each) => regionsOf(each).includes(code)) ?? ''
      for (const [line] of block.matchAll(imports))
        expect(importsOf(source)).toEqual(expect.arrayContaining(importsOf(line)))
    }
  })

  test('each part of those files is in the README', () => {
    const codes = blocks.map((block) => block.replace(imports, '').replace(/^\n+/, ''))
    expect(regions.filter((region) => !codes.includes(region))).toEqual([])
  })
})

test('the bot of the README is the one in examples', () => {
  expect(blocksOf(read('README.md'))).toContain(bot)
  expect(blocksOf(read('packages/client/README.md'))).toContain(bot)
})

/** `module: name` of everything that is imported. */
function importsOf(source: string): string[] {
  return [...source.matchAll(/^import (?:type )?\{([^}]*)\} from '([^']+)'$/gm)].flatMap(
    ([, names = '', module = '']) =>
      names.split(',').flatMap((name) => {
        const bare = name.replace(/\btype\b/, '').trim()
        return bare ? [`${module}: ${bare}`] : []
      }),
  )
}
