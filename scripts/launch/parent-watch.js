// Nothing of Chime may outlive what started it: a killed start must not leave a server on the port.
import { readFileSync } from 'node:fs'

/** @param {number} pid */
function shellParentOf(pid) {
  try {
    // npm titles itself "npm start"; anything else between npm and us is the shell that npm runs scripts in.
    if (readFileSync(`/proc/${pid}/cmdline`, 'utf8').startsWith('npm')) return null
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1])
  } catch {
    return null
  }
}

/**
 * Calls `stop` once when the process that started this one is gone: seen at once by the end of the channel to it; or,
 * under npm (npm → perhaps a shell → this), within a second by a changed parent. A program that was put into the
 * background without npm may outlive its shell, so it is left alone.
 *
 * @param {() => void} stop
 */
export function whenParentEnds(stop) {
  if (process.channel) {
    process.once('disconnect', stop)
    process.channel.unref()
    return
  }
  if (!process.env.npm_lifecycle_event) return
  const parent = process.ppid
  const npm = shellParentOf(parent)
  const timer = setInterval(() => {
    if (process.ppid === parent && (npm === null || shellParentOf(parent) === npm)) return
    clearInterval(timer)
    stop()
  }, 1_000)
  timer.unref()
}
