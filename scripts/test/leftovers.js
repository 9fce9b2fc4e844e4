// Checks that no process which the tests have started is still running after them.
import { readdirSync, readFileSync, readlinkSync } from 'node:fs'
import { setTimeout } from 'node:timers/promises'
import { say } from '../launch/say.js'
import { section } from './step.js'

const graceMs = 8_000

/** @param {string} path */
const read = (path) => {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return ''
  }
}

/** @param {string} path */
const linkOf = (path) => {
  try {
    return readlinkSync(path)
  } catch {
    return ''
  }
}

/** @param {import('./apart.js').Apart} apart @returns {{ pid: number, command: string }[]} */
function survivors({ folder, mark }) {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid)
    .map((name) => ({
      pid: Number(name),
      command: read(`/proc/${name}/cmdline`).replaceAll('\0', ' ').trim(),
      environment: read(`/proc/${name}/environ`).split('\0'),
      cwd: linkOf(`/proc/${name}/cwd`),
    }))
    .filter(
      ({ command, environment, cwd }) =>
        environment.includes(mark) || command.includes(folder) || cwd.startsWith(folder),
    )
}

/**
 * @param {import('./apart.js').Apart} apart
 * @returns {Promise<{ passed: number, failed: number }>}
 */
export async function findLeftovers(apart) {
  if (process.platform !== 'linux') return { passed: 0, failed: 0 }
  section('Processes left behind')
  const deadline = Date.now() + graceMs
  let left = survivors(apart)
  while (left.length > 0 && Date.now() < deadline) {
    await setTimeout(100)
    left = survivors(apart)
  }
  if (left.length === 0) {
    say('none')
    return { passed: 1, failed: 0 }
  }
  for (const { pid, command } of left) {
    console.error(`pid ${pid} survived the tests: ${command.slice(0, 200)}`)
    process.kill(pid, 'SIGKILL')
  }
  return { passed: 0, failed: 1 }
}
