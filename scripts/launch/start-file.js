// `start.json` in the data folder: who runs Chime on this data, where, and with which children.
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { hold, readHeld, release, writeHeld } from './held-file.js'
import { launchers } from './parent-watch.js'
import { knownProcess, runs } from './process-identity.js'
import { codeOf, fail, say } from './say.js'

/** @typedef {import('./process-identity.js').KnownProcess} KnownProcess */
/** @typedef {import('./held-file.js').Held} Held */

/** A stop takes up to ten seconds, by the server's own promise. */
const graceMs = 14_000

/** @param {string} dataDir */
const fileIn = (dataDir) => join(dataDir, 'start.json')

/** Told to stop, or about to notice that what launched it was killed. @param {Held} held */
const isLeaving = (held) => held.stopping === true || !(held.launchers ?? []).every(runs)

/** @param {string} dataDir */
export function refuseSecondStart(dataDir) {
  const held = readHeld(fileIn(dataDir))
  if (held && runs(held.holder) && !isLeaving(held))
    fail(`Chime already runs here${held.url ? ` at ${held.url}` : ''} (pid ${held.holder.pid}).`)
}

/** @param {string} dataDir @returns {KnownProcess[]} what an ended or killed start still has running */
export function leftRunning(dataDir) {
  const held = readHeld(fileIn(dataDir))
  return held ? [held.holder, ...(held.children ?? [])].filter(runs) : []
}

/**
 * Takes the data folder. What a killed start left running is waited for, then ended.
 *
 * @param {string} dataDir
 * @param {string} url
 */
export async function takeDataDir(dataDir, url) {
  refuseSecondStart(dataDir)
  const left = leftRunning(dataDir)
  if (left.length > 0) await untilEnded(left)
  try {
    const held = hold(fileIn(dataDir), { holder: knownProcess(process.pid), launchers: launchers(), url })
    if (held) refuseSecondStart(dataDir)
  } catch (error) {
    if (['EACCES', 'ENOENT', 'EROFS', 'EPERM', 'ENOTDIR', 'EEXIST'].includes(codeOf(error) ?? ''))
      fail(`You may not write in ${dataDir}. Choose another folder: DATA_DIR=/path/to/folder npm start`)
    throw error
  }
}

/** Each follows the one that started it, so they are stopping already. @param {KnownProcess[]} left */
async function untilEnded(left) {
  say('The last run is still stopping; waiting for it …')
  const deadline = Date.now() + graceMs
  while (left.some(runs) && Date.now() < deadline) await setTimeout(100)
  for (const { pid } of left.filter(runs)) process.kill(pid, 'SIGKILL')
  while (left.some(runs)) await setTimeout(50)
}

/** @param {string} dataDir @param {Partial<Held>} more */
function note(dataDir, more) {
  const held = readHeld(fileIn(dataDir))
  if (held?.holder.pid === process.pid) writeHeld(fileIn(dataDir), { ...held, ...more })
}

/** So that the next start can end them if this process is killed. @param {string} dataDir @param {KnownProcess[]} children */
export const noteChildren = (dataDir, children) => note(dataDir, { children })

/** The next start need not be refused: it may wait. @param {string} dataDir */
export const noteStopping = (dataDir) => note(dataDir, { stopping: true })

/** @param {string} dataDir */
export const giveUpDataDir = (dataDir) => release(fileIn(dataDir))
