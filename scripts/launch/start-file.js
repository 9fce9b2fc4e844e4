// `start.json` in the data folder: who runs Chime on this data, where, and with which children.
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { hold, readHeld, release, writeHeld } from './held-file.js'
import { knownProcess, runs } from './process-identity.js'
import { codeOf, fail, say } from './say.js'

/** @typedef {import('./process-identity.js').KnownProcess} KnownProcess */

const graceMs = 12_000

/** @param {string} dataDir */
const fileIn = (dataDir) => join(dataDir, 'start.json')

/** @param {import('./held-file.js').Held} held */
const refuse = (held) => fail(`Chime already runs here${held.url ? ` at ${held.url}` : ''} (pid ${held.holder.pid}).`)

/** Fails early, before anything is installed or built. @param {string} dataDir */
export function refuseSecondStart(dataDir) {
  const held = readHeld(fileIn(dataDir))
  if (held && runs(held.holder)) refuse(held)
}

/** @param {string} dataDir @returns {KnownProcess[]} children of a start that was killed, still running */
export const leftRunning = (dataDir) => (readHeld(fileIn(dataDir))?.children ?? []).filter(runs)

/**
 * Takes the data folder. What a killed start left running is waited for, then ended.
 *
 * @param {string} dataDir
 * @param {string} url
 */
export async function takeDataDir(dataDir, url) {
  const file = fileIn(dataDir)
  const left = leftRunning(dataDir)
  try {
    const held = hold(file, url)
    if (held) refuse(held)
  } catch (error) {
    if (['EACCES', 'EROFS', 'EPERM', 'ENOTDIR', 'EEXIST'].includes(codeOf(error) ?? ''))
      fail(`You may not write in ${dataDir}. Choose another folder: DATA_DIR=/path/to/folder npm start`)
    throw error
  }
  if (left.length > 0) await endLeftovers(left)
}

/** They follow their parent, so they are stopping already. @param {KnownProcess[]} left */
async function endLeftovers(left) {
  say('The last run was killed; waiting for what it left to stop …')
  for (const { pid } of left) signal(pid, 'SIGTERM')
  const deadline = Date.now() + graceMs
  while (left.some(runs) && Date.now() < deadline) await setTimeout(100)
  for (const known of left.filter(runs)) signal(known.pid, 'SIGKILL')
  while (left.some(runs) && Date.now() < deadline + 2_000) await setTimeout(50)
}

/** @param {number} pid @param {NodeJS.Signals} name */
function signal(pid, name) {
  try {
    process.kill(pid, name)
  } catch {
    // Gone meanwhile.
  }
}

/** So that the next start can end them if this process is killed. @param {string} dataDir @param {string} url @param {KnownProcess[]} children */
export const noteChildren = (dataDir, url, children) =>
  writeHeld(fileIn(dataDir), { holder: knownProcess(process.pid), url, children })

/** @param {string} dataDir */
export const giveUpDataDir = (dataDir) => release(fileIn(dataDir))
