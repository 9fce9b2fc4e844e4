import type { Log } from '@chime/protocol'
import type { LastSeen } from './presence.ts'

/** Presence must not fail because the database does: without it, the answer only lacks when users were last seen. */
export async function loadLastSeen(
  lastSeen: LastSeen,
  log: Log,
  userIds: readonly string[],
): Promise<Map<string, Date>> {
  if (userIds.length === 0) return new Map()
  try {
    return await lastSeen.load(userIds)
  } catch (err) {
    log.warn({ err }, 'Could not load when users were last seen')
    return new Map()
  }
}

/** Never rejects, for the same reason. */
export async function saveLastSeen(lastSeen: LastSeen, log: Log, userId: string, at: Date): Promise<void> {
  try {
    await lastSeen.save(userId, at)
  } catch (err) {
    log.warn({ err, userId }, 'Could not save when a user was last seen')
  }
}
