import { join } from 'node:path'
import { readLock } from '../launch/lock-file.js'
import { readPlace } from '../launch/place.js'
import { runs } from '../launch/process-identity.js'
import { Trouble } from './trouble.ts'

/** The URL of the `npm start` that runs on this data folder; if none does, the URL that it would have. */
export function defaultUrl(): string {
  const { dataDir, port } = readPlace()
  const lock = readLock(join(dataDir, 'start.json'))
  if (lock?.url && runs(lock.holder)) return lock.url
  return `http://localhost:${port || 3000}`
}

const loopback = /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/

/**
 * Checks that the demo can be loaded into this server. The default password of the demo's people is published, so with
 * it only a server on this machine is allowed: into any other one, strangers could log in.
 *
 * @param ownPassword whether another password was chosen
 * @throws Trouble if no Chime runs there, or if it is not on this machine and no password was chosen
 */
export async function checkServer(url: string, ownPassword: boolean): Promise<void> {
  const address = URL.parse(url)
  if (!address || !/^https?:$/.test(address.protocol)) throw new Trouble(`--url ${url} is no http address.`)
  if (!ownPassword && !loopback.test(address.hostname)) {
    throw new Trouble(
      `${address.host} is not this machine. Give the demo's people a password of their own: --password …`,
    )
  }
  const answer = await fetch(`${url}/readyz`, { signal: AbortSignal.timeout(10_000) }).then(
    async (response) => (await response.text()).trim(),
    () => null,
  )
  if (answer === null)
    throw new Trouble(`No server answers at ${url}. Start Chime first, in another terminal: npm start`)
  if (answer === 'not ready')
    throw new Trouble(`Chime at ${url} is not ready: its database does not answer. Try again soon.`)
  if (answer !== 'ready')
    throw new Trouble(`What answers at ${url} is not Chime. Where is it? --url http://localhost:…`)
}
