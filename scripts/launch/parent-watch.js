// Tells a process when the process that started it has ended. If `npm start` is killed, no server may stay on the port.
import { readFileSync } from 'node:fs'
import { knownProcess, runs } from './process-identity.js'

/** Where there is no /proc, each check starts a process (`ps`) and is done less often. */
const checkEveryMs = process.platform === 'linux' ? 250 : 2_000

/** @param {number} pid @returns {{ isNpm: boolean, parent: number } | null} */
function look(pid) {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    const parent = Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1])
    // npm changes its command line to "npm start".
    return { isNpm: readFileSync(`/proc/${pid}/cmdline`, 'utf8').startsWith('npm'), parent }
  } catch {
    return null
  }
}

/**
 * The processes that this process must not outlive: the one at the other end of our IPC channel or, if npm started us,
 * all up to npm (npm → perhaps a shell → this process). Empty if we were started by hand: a program in the background
 * may outlive its shell.
 *
 * @returns {import('./process-identity.js').KnownProcess[]}
 */
export function launchers() {
  const chain = [process.ppid]
  if (process.env.npm_lifecycle_event && process.platform === 'linux') {
    for (let at = look(process.ppid); at !== null && chain.length < 5; at = look(at.parent)) {
      if (at.isNpm) return chain.map(knownProcess)
      chain.push(at.parent)
    }
  }
  return process.channel || process.env.npm_lifecycle_event ? [knownProcess(process.ppid)] : []
}

/**
 * Calls `stop` once when the process that started this one has ended. With an IPC channel it notices at once; under npm
 * it checks again and again.
 *
 * @param {() => void} stop
 */
export function whenParentEnds(stop) {
  if (process.channel) {
    process.once('disconnect', stop)
    process.channel.unref()
    return
  }
  const watched = launchers()
  if (watched.length === 0) return
  const timer = setInterval(() => {
    if (watched.every(runs)) return
    clearInterval(timer)
    stop()
  }, checkEveryMs)
  timer.unref()
}
