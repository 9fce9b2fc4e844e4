import { spawn } from 'node:child_process'
import { stopSignal } from './stop.js'

/**
 * Runs a program and waits for its end. If this process is asked to stop, the program is stopped, and then this
 * process.
 *
 * @param {string} command
 * @param {string[]} args
 * @param {{ cwd: string, env?: NodeJS.ProcessEnv, quiet?: boolean, shell?: boolean }} options quiet: the output is
 * returned and not shown
 * @returns {Promise<{ code: number | null, output: string, error?: Error }>}
 */
export function runCommand(command, args, { quiet = false, ...options }) {
  return new Promise((resolve) => {
    const child = spawn(command, args, {
      ...options,
      stdio: ['ignore', quiet ? 'pipe' : 'inherit', quiet ? 'pipe' : 'inherit'],
    })
    let output = ''
    for (const stream of [child.stdout, child.stderr])
      stream?.setEncoding('utf8').on('data', (/** @type {string} */ text) => {
        output += text
      })
    const stop = () => child.kill('SIGTERM')
    stopSignal.addEventListener('abort', stop, { once: true })
    child.once('error', (error) => resolve({ code: null, output, error }))
    child.once('close', (code) => {
      stopSignal.removeEventListener('abort', stop)
      if (stopSignal.aborted) process.exit(130)
      resolve({ code, output })
    })
  })
}
