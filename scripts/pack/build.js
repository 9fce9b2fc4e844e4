import { copyFileSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { runCommand } from '../launch/command.js'
import { npmCommand } from '../launch/npm.js'
import { root } from '../launch/say.js'
import { pointAtBuiltFiles } from './modules.js'

/**
 * Builds a package into its folder `dist`. The compiler writes one module for each source, so directives, comments and
 * dynamic imports stay as they are, and whoever bundles an app takes only what it uses.
 *
 * Every file is written anew and what was not written is removed, but in this order: at no moment is a file missing that
 * somebody may be reading.
 *
 * @param {string} folder
 * @param {import('./manifest.js').Manifest} manifest
 * @throws an error with what the compiler said, if the types do not hold
 */
export async function build(folder, manifest) {
  const dist = join(folder, 'dist')
  const startedMs = Date.now()
  /** @param {string} path of a file that an earlier build has left */
  const isOld = (path) => statSync(path).mtimeMs < startedMs
  const tsc = join(root, 'node_modules/typescript/bin/tsc')
  await run({ command: process.execPath, first: [tsc] }, ['-p', 'tsconfig.build.json'], folder)
  for (const path of filesIn(dist)) {
    if (path.endsWith('.d.ts') && !isOld(path)) writeFileSync(path, pointAtBuiltFiles(path, readFileSync(path, 'utf8')))
  }
  if (manifest.scripts?.['build:css']) await run(npmCommand(), ['run', '--silent', 'build:css'], folder)
  for (const path of filesIn(dist)) if (isOld(path)) rmSync(path)
  copyFileSync(join(root, 'LICENSE'), join(folder, 'LICENSE'))
}

/** @param {string} folder */
const filesIn = (folder) =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))

/** @param {{ command: string, first: string[], shell?: boolean }} program @param {string[]} args @param {string} cwd */
async function run({ command, first, shell = false }, args, cwd) {
  const { code, output } = await runCommand(command, [...first, ...args], { cwd, shell, quiet: true })
  if (code !== 0) throw new Error(output.trim())
}
