import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { runCommand } from '../launch/command.js'
import { npmCommand } from '../launch/npm.js'
import { readLock, withoutDevelopment } from './lock.js'

/**
 * Makes a bill of materials of what is installed in production, in CycloneDX.
 *
 * npm makes it, from the lock file alone. With `--omit=dev` it leaves out every package that any workspace uses for
 * development, even when another one ships it; so it is given a lock file without development instead.
 *
 * @returns {Promise<string>} JSON
 * @throws Error with what npm says
 */
export async function makeSbom() {
  const lock = withoutDevelopment(readLock())
  const folder = mkdtempSync(join(tmpdir(), 'chime-sbom-'))
  try {
    // The lock file leaves out the name of a package that is called as its folder, and npm then takes it for "null".
    for (const [path, { link, resolved }] of Object.entries(lock.packages)) {
      const own = link === true ? lock.packages[String(resolved)] : undefined
      if (own) own.name = path.slice('node_modules/'.length)
    }
    write(folder, 'package-lock.json', lock)
    for (const [path, entry] of Object.entries(lock.packages)) {
      if (!path.includes('node_modules/')) write(folder, join(path, 'package.json'), entry)
    }
    const { command, first, shell } = npmCommand()
    const args = [
      'sbom',
      '--sbom-format=cyclonedx',
      '--sbom-type=application',
      '--package-lock-only',
      '--loglevel=error',
    ]
    const { code, output } = await runCommand(command, [...first, ...args], { cwd: folder, shell, quiet: true })
    if (code !== 0) throw new Error(`npm could not make it: ${output}`)
    return withRootName(output, lock.name)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** @param {string} folder @param {string} path @param {unknown} value */
function write(folder, path, value) {
  const file = join(folder, path)
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(file, JSON.stringify(value))
}

/** npm names the whole after the folder. @param {string} json @param {string} name */
function withRootName(json, name) {
  const bom = JSON.parse(json)
  bom.metadata.component.name = name
  return `${JSON.stringify(bom, null, 2)}\n`
}
