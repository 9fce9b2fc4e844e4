// A lock that a killed process cannot leave behind: a file that names its holder, who must still run.
import { linkSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { runs } from './process-identity.js'
import { codeOf } from './say.js'

/** @typedef {import('./process-identity.js').KnownProcess} KnownProcess */
/** @typedef {{ holder: KnownProcess, launchers?: KnownProcess[], url?: string, children?: KnownProcess[], stopping?: boolean }} Held */

/** @param {string} file @returns {Held | null} what is written, whether its holder runs or not */
export function readHeld(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8'))
  } catch {
    return null
  }
}

/** @param {string} file @param {Held} held */
export function writeHeld(file, held) {
  const draft = `${file}.${process.pid}`
  writeFileSync(draft, JSON.stringify(held))
  renameSync(draft, file)
}

/**
 * Takes the file, or tells who has it.
 *
 * @param {string} file
 * @param {Held} mine
 * @returns {Held | null} null: it is ours now
 */
export function hold(file, mine) {
  mkdirSync(dirname(file), { recursive: true })
  const draft = `${file}.${process.pid}`
  writeFileSync(draft, JSON.stringify(mine))
  try {
    for (;;) {
      try {
        linkSync(draft, file) // fails if the file exists, and never shows it half-written
        return null
      } catch (error) {
        if (codeOf(error) !== 'EEXIST') throw error
      }
      const held = readHeld(file)
      if (held && runs(held.holder)) return held
      // Its holder is dead. Move it aside, and look again at what was moved: another start may have been quicker.
      const aside = `${file}.stale.${process.pid}`
      try {
        renameSync(file, aside)
      } catch (error) {
        if (codeOf(error) === 'ENOENT') continue
        throw error
      }
      const moved = readHeld(aside)
      if (moved && runs(moved.holder)) renameSync(aside, file)
      else rmSync(aside, { force: true })
    }
  } finally {
    rmSync(draft, { force: true })
  }
}

/** @param {string} file */
export function release(file) {
  if (readHeld(file)?.holder.pid === process.pid) rmSync(file, { force: true })
}
