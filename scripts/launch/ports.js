// Not get-port: this also runs before anything is installed.
import { createServer } from 'node:net'
import { codeOf } from './say.js'

/**
 * @param {number} port 0 for any free port
 * @param {string} host
 * @returns {Promise<number>} the port; nobody listened on it a moment ago
 */
const tryPort = (port, host) =>
  new Promise((resolve, reject) => {
    const probe = createServer()
    probe.once('error', reject)
    probe.listen({ port, host, exclusive: true }, () => {
      const address = probe.address()
      probe.close(() => resolve(typeof address === 'object' && address ? address.port : port))
    })
  })

/** @returns {Promise<number>} a free port on loopback */
export const freePort = () => tryPort(0, '127.0.0.1')

/**
 * @param {number} port
 * @param {string} host
 * @returns {Promise<string | null>} a message why the port cannot be used; null if it can
 */
export async function whyNotPort(port, host) {
  try {
    await tryPort(port, host)
    return null
  } catch (error) {
    const code = codeOf(error)
    if (code === 'EADDRINUSE')
      return `Port ${port} is taken by another program. Choose another: PORT=${port + 1} npm start`
    if (code === 'EACCES') return `You may not listen on port ${port}. Choose one above 1023: PORT=3000 npm start`
    if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND') return `HOST=${host} is no address of this machine.`
    throw error
  }
}
