// A lock that a killed process cannot leave behind: a file that names its holder, who must still run.
// Not from a package: it also guards the installation of the packages.
import { linkSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { runs } from './process-identity.js'
import { codeOf } from './say.js'

/** @typedef {import('./process-identity.js').KnownProcess} KnownProcess */
/** @typedef {{ holder: KnownProcess, launchers?: KnownProcess[], url?: string, children?: KnownProcess[], stopping?: boolean }} Lock */

/** @param {string} file @returns {Lock | null} what is written, whether its holder runs or not */
export function readLock(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8'))
  } catch {
    return null
  }
}

/** @param {string} file @param {Lock} lock */
export function writeLock(file, lock) {
  const draft = `${file}.${process.pid}`
  writeFileSync(draft, JSON.stringify(lock))
  renameSync(draft, file)
}

/**
 * Takes the lock, or tells who has it.
 *
 * @param {string} file
 * @param {Lock} mine
 * @returns {Lock | null} null: it is ours now
 */
export function takeLock(file, mine) {
  mkdirSync(dirname(file), { recursive: true })
  const draft = `${file}.${process.pid}`
  writeFileSync(draft, JSON.stringify(mine))
  try {
    for (;;) {
      try {
        linkSync(draft, file) // fails if the file exists, and nobody can read it half written
        return null
      } catch (error) {
        if (codeOf(error) !== 'EEXIST') throw error
      }
      const lock = readLock(file)
      if (lock && runs(lock.holder)) return lock
      // Its holder is dead. Move the file away and read it again: another process may have taken the lock in between.
      const aside = `${file}.stale.${process.pid}`
      try {
        renameSync(file, aside)
      } catch (error) {
        if (codeOf(error) === 'ENOENT') continue
        throw error
      }
      const moved = readLock(aside)
      if (moved && runs(moved.holder)) renameSync(aside, file)
      else rmSync(aside, { force: true })
    }
  } finally {
    rmSync(draft, { force: true })
  }
}

/** @param {string} file */
export function releaseLock(file) {
  if (readLock(file)?.holder.pid === process.pid) rmSync(file, { force: true })
}
