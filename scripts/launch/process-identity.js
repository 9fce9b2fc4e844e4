import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'

/**
 * The start time of a process. It tells the process apart from a later one that got the same id. Null if no such
 * process runs; a zombie counts as not running.
 *
 * @param {number} pid
 * @returns {string | null}
 */
function identityOf(pid) {
  if (process.platform === 'linux') {
    try {
      const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
      // The name in brackets may contain spaces, so count from the last bracket. Field 3 is the state, field 22 the
      // start time.
      const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
      return fields[0] === 'Z' || fields[0] === 'X' ? null : (fields[19] ?? null)
    } catch {
      return null
    }
  }
  if (process.platform === 'win32') {
    try {
      process.kill(pid, 0)
      return 'running'
    } catch {
      return null
    }
  }
  try {
    return execFileSync('ps', ['-o', 'lstart=', '-p', String(pid)], { encoding: 'utf8' }).trim() || null
  } catch {
    return null
  }
}

/** @typedef {{ pid: number, identity: string | null }} KnownProcess */

/** @param {number} pid @returns {KnownProcess} */
export const knownProcess = (pid) => ({ pid, identity: identityOf(pid) })

/** @param {KnownProcess} known */
export const runs = ({ pid, identity }) => identity !== null && identityOf(pid) === identity
