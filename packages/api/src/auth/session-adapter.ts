import { type Database, schema } from '@chime/db'
import { and, eq, getTableColumns, gt, isNull, lte, or, sql } from 'drizzle-orm'
import type { Adapter, DatabaseSession, Lucia } from 'lucia'
import { hashFamily, hashToken } from './token.ts'

const { sessions, users } = schema

export type Device = { userAgent: string | null; address: string | null }
/** A session that has not ended. */
export type LiveSession = { id: string; userId: string }

type Attributes = { publicId: string; lastUsedAt: Date; endsAt: Date } & Device

declare module 'lucia' {
  interface Register {
    Lucia: Lucia<Attributes>
    DatabaseSessionAttributes: Attributes
  }
}

/** The session of this token, also if it was just replaced. */
const ofToken = (token: string) =>
  or(eq(sessions.tokenHash, hashToken(token)), eq(sessions.previousHash, hashToken(token)))

/**
 * Lucia's adapter for our table. Lucia calls the token the session's id; this adapter hashes it in every call. It also
 * enforces what Lucia does not know: the absolute end (`endsAt`), that a suspended user has no session, and how long a
 * token holds that was replaced.
 */
export function sessionAdapter(
  { drizzle }: Database,
  { onReuse }: { onReuse: (session: LiveSession) => void },
): Adapter {
  /** The new token has arrived, so the old one ends. */
  async function endPrevious(id: string, tokenHash: string): Promise<void> {
    await drizzle
      .update(sessions)
      .set({ previousHash: null, previousUntil: null, successorSeed: null })
      .where(and(eq(sessions.id, id), eq(sessions.tokenHash, tokenHash)))
  }

  return {
    async getSessionAndUser(token) {
      const hash = hashToken(token)
      const [row] = await drizzle
        .select({
          ...getTableColumns(sessions),
          previousHolds: sql<boolean>`coalesce(${sessions.previousUntil} > now(), false)`,
        })
        .from(sessions)
        // A login may finish just after its user was suspended. The session that it leaves behind must not be valid.
        .innerJoin(users, and(eq(users.id, sessions.userId), isNull(users.suspendedAt)))
        .where(
          and(
            or(eq(sessions.tokenHash, hash), eq(sessions.familyHash, hashFamily(token))),
            gt(sessions.endsAt, sql`now()`),
          ),
        )
      if (!row) return [null, null]
      if (row.tokenHash === hash) {
        if (row.previousHash !== null) await endPrevious(row.id, hash)
      } else if (row.previousHash !== hash || !row.previousHolds) {
        await drizzle.delete(sessions).where(eq(sessions.id, row.id))
        onReuse(row)
        return [null, null]
      }
      const attributes = { ...row, publicId: row.id }
      const session: DatabaseSession = { id: token, userId: row.userId, expiresAt: row.expiresAt, attributes }
      // Lucia asks for the user too. It exists, because a foreign key deletes the sessions of a deleted user.
      return [session, { id: row.userId, attributes: {} }]
    },
    getUserSessions() {
      throw new Error('Tokens are not at rest: list sessions by their public id')
    },
    async setSession({ id: token, userId, expiresAt, attributes: { publicId, ...rest } }) {
      const hashes = { tokenHash: hashToken(token), familyHash: hashFamily(token) }
      await drizzle.insert(sessions).values({ ...rest, ...hashes, id: publicId, userId, expiresAt })
    },
    async updateSessionExpiration(token, expiresAt) {
      await drizzle
        .update(sessions)
        .set({ expiresAt: sql`least(${expiresAt.toISOString()}::timestamptz, ${sessions.endsAt})` })
        .where(ofToken(token))
    },
    async deleteSession(token) {
      await drizzle.delete(sessions).where(ofToken(token))
    },
    async deleteUserSessions(userId) {
      await drizzle.delete(sessions).where(eq(sessions.userId, userId))
    },
    async deleteExpiredSessions() {
      await drizzle.delete(sessions).where(or(lte(sessions.expiresAt, sql`now()`), lte(sessions.endsAt, sql`now()`)))
    },
  }
}
