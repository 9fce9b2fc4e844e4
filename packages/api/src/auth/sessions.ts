import { createHash, randomBytes, randomUUID } from 'node:crypto'
import { type Database, schema } from '@chime/db'
import { and, desc, eq, getTableColumns, gt, inArray, isNull, lte, or, sql } from 'drizzle-orm'
import { type Adapter, type DatabaseSession, Lucia, TimeSpan } from 'lucia'

// Lucia is no longer developed: nothing but this file may import it.

const { sessions, users } = schema

/** A session ends when it was not used for this long … */
const idle = new TimeSpan(30, 'd')
/** … and in any case after this long. */
const absoluteMs = 180 * 24 * 60 * 60 * 1_000
/** How exact `lastUsedAt` is. Updating it at every call would cost a write for every read. */
const lastUsedEveryMs = 5 * 60 * 1_000

type Attributes = { publicId: string; lastUsedAt: Date; endsAt: Date } & Device

declare module 'lucia' {
  interface Register {
    Lucia: Lucia<Attributes>
    DatabaseSessionAttributes: Attributes
  }
}

type Device = { userAgent: string | null; address: string | null }

export type Sessions = {
  /** Signs a device in. Only the caller ever sees the token: the database holds its hash. */
  create(userId: string, device: Device): Promise<{ id: string; token: string }>
  /** Finds the user to whom the token belongs; null when the session has ended. Each use postpones the idle end. */
  validate(token: string): Promise<{ id: string; userId: string } | null>
  end(token: string): Promise<void>
  /**
   * Ends all sessions of a user but the `kept` ones that were used last.
   *
   * @returns the ids of those that ended
   */
  endOldest(userId: string, kept: number): Promise<string[]>
  /** Deletes expired sessions, to save space. Nothing depends on it, since `validate` checks the time itself. */
  sweep(): Promise<void>
}

/** How long a browser keeps the cookie. The server may end the session earlier, when it is idle. */
export const sessionMaxAgeSeconds = absoluteMs / 1_000

/** Sessions by Lucia: tokens of 256 random bits of which only a hash is stored, with an idle and an absolute end. */
export function createSessions(db: Database): Sessions {
  const lucia = new Lucia(adapter(db), { sessionExpiresIn: idle, getSessionAttributes: (attributes) => attributes })
  return {
    async create(userId, { userAgent, address }) {
      const token = randomBytes(32).toString('base64url')
      const publicId = randomUUID()
      const lastUsedAt = new Date()
      const endsAt = new Date(lastUsedAt.getTime() + absoluteMs)
      const attributes = { publicId, lastUsedAt, endsAt, userAgent: userAgent?.slice(0, 500) ?? null, address }
      await lucia.createSession(userId, attributes, { sessionId: token })
      return { id: publicId, token }
    },
    async validate(token) {
      if (!/^[\w-]{43}$/.test(token)) return null
      const { session } = await lucia.validateSession(token)
      if (!session) return null
      if (Date.now() - session.lastUsedAt.getTime() > lastUsedEveryMs) await touch(db, token)
      return { id: session.publicId, userId: session.userId }
    },
    end: (token) => lucia.invalidateSession(token),
    async endOldest(userId, kept) {
      const { drizzle } = db
      const oldest = drizzle
        .select({ id: sessions.id })
        .from(sessions)
        .where(eq(sessions.userId, userId))
        .orderBy(desc(sessions.lastUsedAt), desc(sessions.createdAt))
        .offset(kept)
      const ended = await drizzle.delete(sessions).where(inArray(sessions.id, oldest)).returning({ id: sessions.id })
      return ended.map(({ id }) => id)
    },
    sweep: () => lucia.deleteExpiredSessions(),
  }
}

/** Only this hash is stored, so that a stolen database opens no session. */
const hashToken = (token: string) => createHash('sha256').update(token).digest('hex')

const ofToken = (token: string) => eq(sessions.tokenHash, hashToken(token))

async function touch({ drizzle }: Database, token: string) {
  await drizzle.update(sessions).set({ lastUsedAt: sql`now()` }).where(ofToken(token))
}

/**
 * Lucia's adapter for our table. Lucia calls the token the session's id; this adapter hashes it in every call. It also
 * enforces what Lucia does not know: the absolute end (`endsAt`), and that a suspended user has no session.
 */
function adapter({ drizzle }: Database): Adapter {
  return {
    async getSessionAndUser(token) {
      const [row] = await drizzle
        .select(getTableColumns(sessions))
        .from(sessions)
        // A login may finish just after its user was suspended. The session that it leaves behind must not be valid.
        .innerJoin(users, and(eq(users.id, sessions.userId), isNull(users.suspendedAt)))
        .where(and(ofToken(token), gt(sessions.endsAt, sql`now()`)))
      if (!row) return [null, null]
      const attributes = { ...row, publicId: row.id }
      const session: DatabaseSession = { id: token, userId: row.userId, expiresAt: row.expiresAt, attributes }
      // Lucia asks for the user too. It exists, because a foreign key deletes the sessions of a deleted user.
      return [session, { id: row.userId, attributes: {} }]
    },
    getUserSessions() {
      throw new Error('Tokens are not at rest: list sessions by their public id')
    },
    async setSession({ id: token, userId, expiresAt, attributes: { publicId, ...rest } }) {
      await drizzle.insert(sessions).values({ ...rest, id: publicId, tokenHash: hashToken(token), userId, expiresAt })
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
