// Installs the packages of package-lock.json that are missing in node_modules. This file must run on Node 20 before
// anything is installed.
import { createHash } from 'node:crypto'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { mendManifest } from '../pack/hold.js'
import { runCommand } from './command.js'
import { npmCommand } from './npm.js'
import { fail, root, say } from './say.js'
import { withSetupLock } from './setup-lock.js'

const stampFile = join(root, 'node_modules/.chime-install')

/**
 * @typedef {{ version?: string, integrity?: string, optional?: boolean, os?: string[], cpu?: string[], libc?: string[]
 * }} LockEntry
 */

/** @param {string} file @returns {Record<string, LockEntry>} */
const packagesIn = (file) => JSON.parse(readFileSync(join(root, file), 'utf8')).packages

/** It includes the platform: a node_modules folder that was copied from another platform must be installed again. */
const stamp = () =>
  createHash('sha256')
    .update(readFileSync(join(root, 'package-lock.json')))
    .update(`${process.platform} ${process.arch}`)
    .digest('hex')

/** @param {LockEntry} entry */
const fitsHere = ({ os, cpu, libc }) =>
  (os?.includes(process.platform) ?? true) && (cpu?.includes(process.arch) ?? true) && !libc

/**
 * Compares the list that npm itself writes into node_modules. It matches after every complete `npm install` or `npm
 * ci`.
 */
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
    // Somebody else has installed it and we may not write there: the slower comparison runs again next time.
  }
  return true
}

/** Brings node_modules up to date with package-lock.json. If that fails, it ends this process with a message. */
export async function ensureInstalled() {
  mendManifest()
  if (isInstalled()) return
  await withSetupLock('install', async () => {
    if (isInstalled()) return
    say('Installing packages; the first time takes a minute or two …')
    const { command, first, shell } = npmCommand()
    // Given explicitly: with NODE_ENV=production or settings in an npmrc, npm would leave out packages that the build
    // and Node 24 need.
    const options = ['--include=dev', '--include=optional', '--no-audit', '--no-fund', '--loglevel=error']
    const { code, error } = await runCommand(command, [...first, 'ci', ...options], { cwd: root, shell })
    if (error) fail(`npm could not be started: ${error.message}. Chime needs npm 10 or newer on the PATH.`)
    if (code !== 0)
      fail('Installing failed; npm said why above. It needs the npm registry, and a folder that you may write to.')
    writeFileSync(stampFile, stamp())
    say('Packages are installed.')
  })
}
