import { type Database, schema } from '@chime/db'
import type { LastSeen } from '@chime/realtime'
import { eq, inArray } from 'drizzle-orm'

const { users } = schema

/** Keeps `lastSeenAt` in the database, so that it survives restarts. */
export const lastSeenIn = ({ drizzle }: Database): LastSeen => ({
  async save(userId, at) {
    await drizzle.update(users).set({ lastSeenAt: at }).where(eq(users.id, userId))
  },
  async load(userIds) {
    if (userIds.length === 0) return new Map()
    const rows = await drizzle
      .select({ id: users.id, lastSeenAt: users.lastSeenAt })
      .from(users)
      .where(inArray(users.id, [...userIds]))
    return new Map(rows.flatMap(({ id, lastSeenAt }) => (lastSeenAt ? [[id, lastSeenAt] as const] : [])))
  },
})
