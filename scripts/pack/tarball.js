import { execFile } from 'node:child_process'
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { promisify } from 'node:util'
import { createPackageFromTarballData } from '@arethetypeswrong/core'
import { npmCommand } from '../launch/npm.js'

/** @typedef {{ data: Uint8Array, files: Map<string, string> }} Tarball `files` by their path in the package */

/** What is never packed, and large. */
const left = ['node_modules', 'test', 'gallery']

/**
 * Lets npm pack a copy of the package, so that what is checked is what npm makes, down to the list of its files.
 *
 * @param {string} folder
 * @param {import('./manifest.js').Manifest} packed
 * @returns {Promise<Tarball>}
 */
export async function tarballOf(folder, packed) {
  const copy = mkdtempSync(join(tmpdir(), 'chime-pack-'))
  try {
    const filter = (/** @type {string} */ path) => !left.includes(basename(path))
    cpSync(folder, copy, { recursive: true, filter })
    writeFileSync(join(copy, 'package.json'), JSON.stringify(packed))
    const { command, first, shell } = npmCommand()
    const options = { cwd: copy, shell, env: withoutNpm(process.env) }
    const { stdout } = await promisify(execFile)(command, [...first, 'pack', '--ignore-scripts', '--silent'], options)
    const data = new Uint8Array(readFileSync(join(copy, stdout.trim().split('\n').at(-1) ?? '')))
    return { data, files: filesOf(data, packed.name) }
  } finally {
    rmSync(copy, { recursive: true, force: true })
  }
}

/** The settings of the npm that runs us, such as `--workspace` and `--dry-run`, are not for this one. */
const withoutNpm = (/** @type {NodeJS.ProcessEnv} */ env) =>
  Object.fromEntries(Object.entries(env).filter(([name]) => !name.toLowerCase().startsWith('npm_')))

/** @param {Uint8Array} data @param {string} name */
function filesOf(data, name) {
  const contents = createPackageFromTarballData(data)
  const prefix = `/node_modules/${name}/`
  return new Map(contents.listFiles().map((path) => [path.slice(prefix.length), contents.readFile(path)]))
}
