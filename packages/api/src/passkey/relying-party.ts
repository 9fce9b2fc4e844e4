import { isIP } from 'node:net'
import type { Context } from '../context.ts'
import { Refusal } from '../errors.ts'

/** To whom a passkey belongs: it answers no page of another origin. */
export type RelyingParty = { id: string; origin: string }

/** @throws Refusal `FORBIDDEN` where browsers make no passkeys: under an IP address, or where the origin is not known */
export function relyingParty({ webOrigin }: Pick<Context, 'webOrigin'>): RelyingParty {
  const host = webOrigin === null ? null : new URL(webOrigin).hostname
  if (webOrigin === null || host === null) {
    throw new Refusal('FORBIDDEN', 'Passkeys need PUBLIC_URL, or a page of this server that asks')
  }
  if (isIP(host) !== 0 || host.startsWith('[')) {
    throw new Refusal('FORBIDDEN', 'Passkeys need a host name: open this server by its name, not by its IP address')
  }
  return { id: host, origin: webOrigin }
}
