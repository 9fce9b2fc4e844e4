// `start.json` in the data folder says which process runs Chime on this data, at which URL, and with which children.
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { readLock, releaseLock, takeLock, writeLock } from './lock-file.js'
import { launchers } from './parent-watch.js'
import { knownProcess, runs } from './process-identity.js'
import { codeOf, fail, say } from './say.js'

/** @typedef {import('./process-identity.js').KnownProcess} KnownProcess */
/** @typedef {import('./lock-file.js').Lock} Lock */

/** The server promises to stop within ten seconds; this is a bit more. */
const graceMs = 14_000

/** @param {string} dataDir */
const fileIn = (dataDir) => join(dataDir, 'start.json')

/** Told to stop, or about to notice that what launched it was killed. @param {Lock} lock */
const isLeaving = (lock) => lock.stopping === true || !(lock.launchers ?? []).every(runs)

/** @param {string} dataDir */
export function refuseSecondStart(dataDir) {
  const lock = readLock(fileIn(dataDir))
  if (lock && runs(lock.holder) && !isLeaving(lock))
    fail(`Chime already runs here${lock.url ? ` at ${lock.url}` : ''} (pid ${lock.holder.pid}).`)
}

/** @param {string} dataDir @returns {KnownProcess[]} the processes of the last run that still run */
export function leftRunning(dataDir) {
  const lock = readLock(fileIn(dataDir))
  return lock ? [lock.holder, ...(lock.children ?? [])].filter(runs) : []
}

/**
 * Takes the data folder. It waits for processes that the last run has left running, and kills them if they do not end.
 *
 * @param {string} dataDir
 * @param {string} url
 */
export async function takeDataDir(dataDir, url) {
  refuseSecondStart(dataDir)
  const left = leftRunning(dataDir)
  if (left.length > 0) await untilEnded(left)
  try {
    const lock = takeLock(fileIn(dataDir), { holder: knownProcess(process.pid), launchers: launchers(), url })
    if (lock) refuseSecondStart(dataDir)
  } catch (error) {
    if (['EACCES', 'ENOENT', 'EROFS', 'EPERM', 'ENOTDIR', 'EEXIST'].includes(codeOf(error) ?? ''))
      fail(`You may not write in ${dataDir}. Choose another folder: DATA_DIR=/path/to/folder npm start`)
    throw error
  }
}

/** They are stopping already, because each of them watches the process that started it. @param {KnownProcess[]} left */
async function untilEnded(left) {
  say('The last run is still stopping; waiting for it …')
  const deadline = Date.now() + graceMs
  while (left.some(runs) && Date.now() < deadline) await setTimeout(100)
  for (const { pid } of left.filter(runs)) process.kill(pid, 'SIGKILL')
  while (left.some(runs)) await setTimeout(50)
}

/** @param {string} dataDir @param {Partial<Lock>} more */
function note(dataDir, more) {
  const lock = readLock(fileIn(dataDir))
  if (lock?.holder.pid === process.pid) writeLock(fileIn(dataDir), { ...lock, ...more })
}

/**
 * Writes down the children, so that the next start can end them if this process is killed. @param {string} dataDir
 * @param {KnownProcess[]} children
 */
export const noteChildren = (dataDir, children) => note(dataDir, { children })

/**
 * Writes down that we are stopping: then the next start waits for us instead of being refused. @param {string} dataDir
 */
export const noteStopping = (dataDir) => note(dataDir, { stopping: true })

/** @param {string} dataDir */
export const giveUpDataDir = (dataDir) => releaseLock(fileIn(dataDir))
