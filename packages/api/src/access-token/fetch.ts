import { schema } from '@chime/db'
import type { AccessToken } from '@chime/protocol'
import { eq } from 'drizzle-orm'
import type { SignedInContext } from '../context.ts'
import { Refusal } from '../errors.ts'
import { limit, rules } from '../rate-limits.ts'

const { users } = schema

/**
 * Makes an access token from the caller's session. A session token that came as a bearer is replaced by a new one, so
 * that a stolen one is noticed (RFC 9700, 4.14.2). A cookie stays: scripts cannot read it, and the tabs of a browser
 * share it.
 *
 * @throws Refusal `FORBIDDEN` for a call that was made with an access token: it would never end
 */
export async function fetchAccessToken(ctx: SignedInContext): Promise<AccessToken> {
  const { actor, services } = ctx
  const { userId, sessionId, credential } = actor
  if (credential.kind === 'access') {
    throw new Refusal('FORBIDDEN', 'An access token fetches no other; use the token of the session')
  }
  await limit(ctx, rules.accessToken, userId)
  const [user] = await services.db.drizzle.select({ role: users.role }).from(users).where(eq(users.id, userId))
  if (!user) throw new Refusal('UNAUTHENTICATED', 'The account is gone')
  const { accessToken, expiresAt } = await services.accessTokens.sign({ userId, sessionId, role: user.role })
  // Last, because a caller who gets no answer has to be able to ask again.
  const token = credential.kind === 'bearer' ? await services.sessions.replaceToken(credential.token) : null
  if (credential.kind === 'bearer' && token === null) throw new Refusal('UNAUTHENTICATED', 'The session has ended')
  return { accessToken, expiresAt: expiresAt.toISOString(), token }
}
