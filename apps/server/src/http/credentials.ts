import type { IncomingMessage } from 'node:http'
import { type Actor, type Credential, isAccessToken, type Services } from '@chime/api'
import type { Config } from '../config.ts'
import { readBearer, readSessionCookie } from './cookie.ts'
import type { Origin } from './origin.ts'

/** Whether people reach Chime over https. Only the configuration knows, because a proxy may end TLS in front of us. */
export const isSecure = ({ publicUrl }: Pick<Config, 'publicUrl'>) => publicUrl?.protocol === 'https:'

/** A token as it was shown, before it is looked up. */
export type ShownToken = { kind: 'cookie' | 'bearer'; token: string }

/** The token of a request. The cookie counts only from our own pages; see `originOf`. */
export function readToken(req: IncomingMessage, origin: Origin, config: Pick<Config, 'publicUrl'>): ShownToken | null {
  const bearer = readBearer(req)
  const cookie = origin === 'own' ? readSessionCookie(req, isSecure(config)) : null
  // A page of ours may send what it got at login both ways. Then it is the cookie's, and must not be replaced.
  if (bearer !== null && bearer !== cookie) return { kind: 'bearer', token: bearer }
  return cookie === null ? null : { kind: 'cookie', token: cookie }
}

/** Who acts with this token. Null: the token is missing, unknown or expired, or its session has ended. */
export async function authenticate(
  { sessions, accessTokens }: Services,
  shown: ShownToken | null,
): Promise<Actor | null> {
  if (!shown) return null
  if (shown.kind === 'bearer' && isAccessToken(shown.token)) {
    const claims = await accessTokens.verify(shown.token)
    const session = claims && (await sessions.find(claims.sessionId))
    if (!session || session.userId !== claims.userId) return null
    return actorOf(session, { kind: 'access', expiresAt: claims.expiresAt })
  }
  const session = await sessions.validate(shown.token)
  return session && actorOf(session, shown.kind === 'cookie' ? { kind: 'cookie' } : { ...shown, kind: 'bearer' })
}

const actorOf = ({ id, userId }: { id: string; userId: string }, credential: Credential): Actor => ({
  userId,
  sessionId: id,
  credential,
})
