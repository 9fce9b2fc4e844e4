import type { AuthRenewed, AuthRenewInput } from '@chime/protocol'
import type { SignedInContext } from '../context.ts'
import { Refusal } from '../errors.ts'

/**
 * Lets a socket that an access token opened live on with a newer one. Nothing else of the socket changes, so its
 * subscriptions go on.
 *
 * @throws Refusal `UNAUTHENTICATED` for a token that is not valid or is of another session; the socket then lives as long
 * as it would have. `INVALID_INPUT` where there is no such socket
 */
export async function renew(
  { actor, socket, services }: SignedInContext,
  { accessToken }: AuthRenewInput,
): Promise<AuthRenewed> {
  if (!socket?.extend) throw new Refusal('INVALID_INPUT', 'Only a WebSocket that an access token opened is renewed')
  const claims = await services.accessTokens.verify(accessToken)
  if (claims?.sessionId !== actor.sessionId || claims.userId !== actor.userId) {
    throw new Refusal('UNAUTHENTICATED', 'This is no valid access token of the session that opened this socket')
  }
  return { expiresAt: socket.extend(claims.expiresAt).toISOString() }
}
