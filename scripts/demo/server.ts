import { join } from 'node:path'
import { readHeld } from '../launch/held-file.js'
import { readPlace } from '../launch/place.js'
import { runs } from '../launch/process-identity.js'
import { Trouble } from './trouble.ts'

/** Where `npm start` says that it runs on this data folder; else where it would. */
export function defaultUrl(): string {
  const { dataDir, port } = readPlace()
  const held = readHeld(join(dataDir, 'start.json'))
  if (held?.url && runs(held.holder)) return held.url
  return `http://localhost:${port || 3000}`
}

const loopback = /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/

/**
 * @param ownPassword whether somebody chose a password that is not published
 * @throws Trouble when there is no Chime, or one that others can reach and would get into with the published password
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
