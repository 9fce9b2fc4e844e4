import type { IncomingMessage } from 'node:http'
import type { Actor, Services } from '@chime/api'
import type { Config } from '../config.ts'
import { readBearer, readSessionCookie } from './cookie.ts'
import type { Origin } from './origin.ts'

/** Whether people reach Chime over https. Only the configuration knows, because a proxy may end TLS in front of us. */
export const isSecure = ({ publicUrl }: Pick<Config, 'publicUrl'>) => publicUrl?.protocol === 'https:'

/** The token of a request. The cookie counts only from our own pages; see `originOf`. */
export function readToken(req: IncomingMessage, origin: Origin, config: Pick<Config, 'publicUrl'>): string | null {
  return readBearer(req) ?? (origin === 'own' ? readSessionCookie(req, isSecure(config)) : null)
}

/** Who acts with this token. Null: the token is missing, unknown or expired. */
export async function authenticate({ sessions }: Services, token: string | null): Promise<Actor | null> {
  const session = token ? await sessions.validate(token) : null
  return session && token ? { userId: session.userId, sessionId: session.id, token } : null
}
