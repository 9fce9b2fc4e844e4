// One supervised program: it ends when this process ends, however that happens. Also by kill -9, which no library that
// starts processes promises: the child itself watches its parent (follow-parent.js).
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { setTimeout } from 'node:timers/promises'
import { knownProcess } from './process-identity.js'

const follow = new URL('./follow-parent.js', import.meta.url).href
const keptLines = 40

/**
 * @typedef {object} Child
 * @property {string} name
 * @property {import('./process-identity.js').KnownProcess} known
 * @property {Promise<string>} ended resolves when it has ended, with a text that says how
 * @property {Promise<unknown>} told resolves with the first thing that it tells this process; undefined if it ends before
 * @property {() => string} lastLines
 * @property {(graceMs: number) => Promise<void>} stop sends SIGTERM, and SIGKILL if it still runs after `graceMs`
 */

/**
 * Starts a Node program in a process group of its own. So Ctrl-C in a terminal reaches only the start script, which
 * then stops its children in the right order.
 *
 * @param {string} name
 * @param {string[]} args program and arguments for node
 * @param {{ cwd: string, env: NodeJS.ProcessEnv, show?: boolean }} options show: whether its output is also shown in
 * the terminal
 * @returns {Child}
 */
export function startChild(name, args, { cwd, env, show = false }) {
  const child = spawn(process.execPath, ['--import', follow, ...args], {
    cwd,
    env,
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  })
  /** @type {string[]} */
  const lines = []
  for (const stream of [child.stdout, child.stderr])
    stream?.setEncoding('utf8').on('data', (/** @type {string} */ text) => {
      if (show) process.stdout.write(text)
      lines.push(...text.split('\n').filter((line) => line.trim() !== ''))
      lines.splice(0, lines.length - keptLines)
    })
  const ended = new Promise((resolve) => {
    child.once('error', (error) => resolve(`could not be started: ${error.message}`))
    child.once('close', (code, signal) => resolve(signal ? `was ended by ${signal}` : `ended with code ${code}`))
  })
  const told = new Promise((resolve) => {
    child.once('message', resolve)
    void ended.then(() => resolve(undefined))
  })
  return {
    name,
    told,
    known: knownProcess(child.pid ?? 0),
    ended,
    lastLines: () => lines.join('\n'),
    async stop(graceMs) {
      if (child.exitCode !== null || child.signalCode !== null) return
      const exit = once(child, 'exit')
      child.kill('SIGTERM')
      const inTime = await Promise.race([exit.then(() => true), setTimeout(graceMs, false, { ref: false })])
      if (!inTime) {
        child.kill('SIGKILL')
        await exit
      }
    },
  }
}
