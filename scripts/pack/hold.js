// While npm packs a package, the package's manifest is the packed one: npm reads it from the package's folder, and nothing
// else. For this moment a process of its own, the holder, keeps the package. It gives the manifest back when npm says
// that it has packed, and also when npm was killed.
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { readLock, writeLock } from '../launch/lock-file.js'
import { launchers } from '../launch/parent-watch.js'
import { runs } from '../launch/process-identity.js'
import { root, say } from '../launch/say.js'

/** One for all packages: they are built from each other's sources. */
export const lockFile = join(root, '.turbo', 'pack.lock')
/** Tells the next run what to give back, if the machine stops in the middle. */
const recordFile = join(root, '.turbo', 'pack.json')

const holderProgram = new URL('./holder.js', import.meta.url)

/**
 * Waits until nobody else packs, and takes the package for the npm that runs us.
 *
 * @param {string} folder
 * @returns {Promise<{ swap: (manifest: string) => Promise<void> }>} `swap` puts the packed manifest into its place
 */
export async function hold(folder) {
  // Where npm cannot be found among our parents, the holder waits for `release` alone, and not for long.
  const npm = process.platform === 'linux' ? launchers().at(-1) : undefined
  const holder = fork(holderProgram, [folder, JSON.stringify(npm ?? null)], { detached: true, stdio: 'ignore' })
  const told = async (/** @type {string} */ word) => {
    const [message] = await Promise.race([once(holder, 'message'), once(holder, 'exit')])
    if (message !== word) throw new Error(`The process that holds ${folder} has ended (${message}).`)
  }
  await told('held')
  return {
    async swap(manifest) {
      holder.send(manifest)
      await told('swapped')
      holder.disconnect()
      holder.unref()
    },
  }
}

/** npm has packed: waits until the manifest is given back. */
export async function release() {
  const lock = readLock(lockFile)
  if (!lock) return
  writeLock(lockFile, { ...lock, stopping: true })
  while (readLock(lockFile)?.holder.pid === lock.holder.pid && runs(lock.holder)) await setTimeout(20)
}

/** @param {string} folder @param {string} packed the packed manifest */
export function swapManifest(folder, packed) {
  const file = join(folder, 'package.json')
  write(recordFile, JSON.stringify({ file, original: readFileSync(file, 'utf8'), packed }))
  write(file, packed)
}

/** Gives the manifest back, unless somebody has already done so. */
export function restoreManifest() {
  if (!existsSync(recordFile)) return
  /** @type {{ file: string, original: string, packed: string }} */
  const { file, original, packed } = JSON.parse(readFileSync(recordFile, 'utf8'))
  if (readFileSync(file, 'utf8') === packed) write(file, original)
  rmSync(recordFile, { force: true })
}

/** For whoever does not pack: mends what a stopped machine has left. */
export function mendManifest() {
  const lock = readLock(lockFile)
  if (!existsSync(recordFile) || (lock && runs(lock.holder))) return
  restoreManifest()
  say('A package was being packed when this machine stopped: its manifest is put back.')
}

/** Nobody reads it half written. @param {string} file @param {string} text */
function write(file, text) {
  mkdirSync(dirname(recordFile), { recursive: true })
  const draft = `${recordFile}.${process.pid}`
  writeFileSync(draft, text)
  renameSync(draft, file)
}
