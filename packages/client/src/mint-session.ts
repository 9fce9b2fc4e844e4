import type { ExternalProfile, Me } from '@chime/protocol'
import { createHttpTrpc } from './connection/http-trpc.ts'

/**
 * Signs a user of your own application in: call it on your server, and hand the token to the page of this user. The
 * first call with an `externalId` creates the user in Chime; each one brings their name and picture up to date.
 *
 * @param url of the Chime server
 * @param key a server key (`npm run keys -- create`). It signs in as any of your users, so no page may know it
 * @returns `token`: for `createChime({ token })`. It is as secret as a password of this user
 * @throws Error in a browser; TRPCClientError with `data.reason` `UNAUTHENTICATED` for a key that is wrong or revoked,
 * `FORBIDDEN` for a suspended user, `INVALID_INPUT` with the `field`, `RATE_LIMITED`
 */
export async function mintSession(
  url: string,
  key: string,
  profile: ExternalProfile,
): Promise<{ user: Me; token: string }> {
  if ('document' in globalThis) {
    throw new Error('mintSession is for servers. A server key that a page knows is no secret: revoke it')
  }
  return createHttpTrpc(url.replace(/\/+$/, ''), key).auth.mintSession.mutate(profile)
}
