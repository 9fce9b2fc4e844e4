import { type ExternalProfile, limits, type Me } from '@chime/protocol'
import type { FromServerContext } from '../context.ts'
import { Refusal } from '../errors.ts'
import { publish, sessionsEnded } from '../event/publish.ts'
import { findOrCreateExternalUser } from '../external-user/find-or-create.ts'
import { toMe } from '../user/present.ts'

/**
 * Signs a user of another application in, for the server of that application, which knows who they are. The first call
 * creates the user; each one brings their profile up to date. Whoever registered with a password is never reached by
 * an external id, and nobody becomes an admin this way.
 *
 * @throws Refusal `FORBIDDEN` for a suspended user
 */
export async function mintSession(
  { services, serverKey, log }: FromServerContext,
  profile: ExternalProfile,
): Promise<{ user: Me; token: string }> {
  const user = await findOrCreateExternalUser(services, profile)
  if (user.suspendedAt) {
    log.warn({ serverKeyId: serverKey.id, userId: user.id }, 'sign-in of a suspended user refused')
    throw new Refusal('FORBIDDEN', 'This account is suspended')
  }
  // The address of the request is that of a server, and says nothing about the user's device.
  const { token } = await services.sessions.create(user.id, { userAgent: serverKey.name, address: null })
  await endOldest(services, user.id)
  log.info({ serverKeyId: serverKey.id, userId: user.id }, 'session minted')
  return { user: toMe(user), token }
}

/** An application may mint a session at every visit, and nobody logs out of them. */
async function endOldest(services: FromServerContext['services'], userId: string): Promise<void> {
  const endedSessions = await services.sessions.endOldest(userId, limits.mintedSessionsMax)
  if (endedSessions.length === 0) return
  publish(services, sessionsEnded(userId, endedSessions))
}
