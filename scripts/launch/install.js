// Installs what package-lock.json names and node_modules lacks. Runs on Node 20 with nothing installed.
import { createHash } from 'node:crypto'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { runCommand } from './command.js'
import { fail, root, say } from './say.js'
import { withSetupLock } from './setup-lock.js'

const stampFile = join(root, 'node_modules/.chime-install')

/** @typedef {{ version?: string, integrity?: string, optional?: boolean, os?: string[], cpu?: string[], libc?: string[] }} LockEntry */

/** @param {string} file @returns {Record<string, LockEntry>} */
const packagesIn = (file) => JSON.parse(readFileSync(join(root, file), 'utf8')).packages

/** Another platform's node_modules, copied here, must not pass for ours. */
const stamp = () =>
  createHash('sha256')
    .update(readFileSync(join(root, 'package-lock.json')))
    .update(`${process.platform} ${process.arch}`)
    .digest('hex')

/** @param {LockEntry} entry */
const fitsHere = ({ os, cpu, libc }) =>
  (os?.includes(process.platform) ?? true) && (cpu?.includes(process.arch) ?? true) && !libc

/** What npm itself wrote about node_modules: true after any complete `npm install` or `npm ci`, whoever ran it. */
function matchesLock() {
  if (!existsSync(join(root, 'node_modules/.package-lock.json'))) return false
  const installed = packagesIn('node_modules/.package-lock.json')
  return Object.entries(packagesIn('package-lock.json')).every(([path, wanted]) => {
    if (path === '') return true
    const found = installed[path]
    if (!found) return wanted.optional === true && !(fitsHere(wanted) && wanted.os)
    return found.version === wanted.version && found.integrity === wanted.integrity
  })
}

function isInstalled() {
  if (existsSync(stampFile) && readFileSync(stampFile, 'utf8') === stamp()) return true
  if (!matchesLock()) return false
  try {
    writeFileSync(stampFile, stamp())
  } catch {
    // Installed by somebody else and read-only for us: the slower comparison runs again next time.
  }
  return true
}

/** npm's own program when npm started us, so that the same npm installs. */
function npmCommand() {
  const cli = process.env.npm_execpath
  if (cli?.endsWith('.js') && existsSync(cli)) return { command: process.execPath, first: [cli], shell: false }
  return { command: 'npm', first: [], shell: process.platform === 'win32' }
}

/** Makes node_modules what package-lock.json says; ends the process with a message if it cannot. */
export async function ensureInstalled() {
  if (isInstalled()) return
  await withSetupLock('install', async () => {
    if (isInstalled()) return
    say('Installing packages; the first time takes a minute or two …')
    const { command, first, shell } = npmCommand()
    // Explicit, because NODE_ENV=production or an npmrc may leave out what building and Node 24 need.
    const options = ['--include=dev', '--include=optional', '--no-audit', '--no-fund', '--loglevel=error']
    const { code, error } = await runCommand(command, [...first, 'ci', ...options], { cwd: root, shell })
    if (error) fail(`npm could not be started: ${error.message}. Chime needs npm 10 or newer on the PATH.`)
    if (code !== 0)
      fail('Installing failed; npm said why above. It needs the npm registry, and a folder that you may write to.')
    writeFileSync(stampFile, stamp())
    say('Packages are installed.')
  })
}
