// The address and the data folder of this run, from the same environment variables that the server reads.
import { accessSync, constants, existsSync, mkdirSync, statSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { whyNotPort } from './ports.js'
import { fail, root } from './say.js'
import { leftRunning, refuseSecondStart } from './start-file.js'

/** @typedef {{ port: number, host: string, dataDir: string }} Place */

/** @returns {Place} */
export function readPlace() {
  const port = Number(process.env.PORT || 3000)
  if (!Number.isInteger(port) || port < 0 || port > 65_535) fail(`PORT=${process.env.PORT} is no port number.`)
  return { port, host: process.env.HOST || '127.0.0.1', dataDir: resolve(root, process.env.DATA_DIR || '.chime') }
}

/**
 * Checks that we may write in a folder, and creates it if it is missing. It creates one level at a time, because
 * `mkdir` with `recursive` never returns where the system answers with ENOENT. Ends this process with a message if it
 * fails.
 *
 * @param {string} folder
 */
function ownFolder(folder) {
  try {
    if (!existsSync(folder)) {
      ownFolder(dirname(folder))
      mkdirSync(folder, { mode: 0o700 })
    }
    if (!statSync(folder).isDirectory()) throw new Error('not a folder')
    accessSync(folder, constants.W_OK | constants.X_OK)
  } catch {
    fail(`You may not write in ${folder}. Choose another folder: DATA_DIR=/path/to/folder npm start`)
  }
}

/**
 * Checks the folder and the port before anything is installed or built. Ends this process with a message if they cannot
 * be used.
 *
 * @param {Place} place
 */
export async function refuseBadPlace({ port, host, dataDir }) {
  ownFolder(dataDir)
  refuseSecondStart(dataDir)
  // Processes of a killed run may still hold this port. `takeDataDir` waits for them later.
  if (leftRunning(dataDir).length > 0) return
  await refuseTakenPort(port, host)
}

/** @param {number} port @param {string} host */
export async function refuseTakenPort(port, host) {
  const reason = await whyNotPort(port, host)
  if (reason) fail(reason)
}
