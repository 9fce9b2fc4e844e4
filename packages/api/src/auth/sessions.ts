import { createHash, randomBytes, randomUUID } from 'node:crypto'
import { type Database, schema } from '@chime/db'
import { and, eq, getTableColumns, gt, isNull, lte, or, sql } from 'drizzle-orm'
import { type Adapter, type DatabaseSession, Lucia, TimeSpan } from 'lucia'

// Lucia is no longer developed: nothing but this file may import it.

const { sessions, users } = schema

/** A session ends after this long without use … */
const idle = new TimeSpan(30, 'd')
/** … and after this long in any case. */
const absoluteMs = 180 * 24 * 60 * 60 * 1_000
/** How exact `lastUsedAt` is: writing it at every call would cost a write per read. */
const lastUsedEveryMs = 5 * 60 * 1_000

type Attributes = { publicId: string; lastUsedAt: Date; endsAt: Date } & Device

declare module 'lucia' {
  interface Register {
    Lucia: Lucia<Attributes>
    DatabaseSessionAttributes: Attributes
  }
}

export type Device = { userAgent: string | null; address: string | null }

export type Sessions = {
  /** Signs a device in. The token is told once; at rest there is only its hash. */
  create(userId: string, device: Device): Promise<{ id: string; token: string }>
  /** Whose session the token is, or null when it has ended. Slides the session's end. */
  validate(token: string): Promise<{ id: string; userId: string } | null>
  end(token: string): Promise<void>
  /** Removes what has expired: housekeeping, nothing depends on it. */
  sweep(): Promise<void>
}

/** How long a browser keeps the cookie: the server decides earlier when the session is idle. */
export const sessionMaxAgeSeconds = absoluteMs / 1_000

/** Lucia sessions with 256 random bits, hashed at rest, with an idle and an absolute end. */
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
    sweep: () => lucia.deleteExpiredSessions(),
  }
}

/** Only this leaves memory: a stolen database opens no session. */
export const hashToken = (token: string) => createHash('sha256').update(token).digest('hex')

const mine = (token: string) => eq(sessions.tokenHash, hashToken(token))

async function touch({ drizzle }: Database, token: string) {
  await drizzle.update(sessions).set({ lastUsedAt: sql`now()` }).where(mine(token))
}

/**
 * Lucia's adapter over our table. Lucia calls the token the session's id; here it is hashed on every way in,
 * and the absolute end (`endsAt`) and suspension, which Lucia does not know, are enforced on every way out.
 */
function adapter({ drizzle }: Database): Adapter {
  return {
    async getSessionAndUser(token) {
      const [row] = await drizzle
        .select(getTableColumns(sessions))
        .from(sessions)
        // A login that a suspension overtook leaves a session behind that is worth nothing.
        .innerJoin(users, and(eq(users.id, sessions.userId), isNull(users.suspendedAt)))
        .where(and(mine(token), gt(sessions.endsAt, sql`now()`)))
      if (!row) return [null, null]
      const attributes = { ...row, publicId: row.id }
      const session: DatabaseSession = { id: token, userId: row.userId, expiresAt: row.expiresAt, attributes }
      // The foreign key ends sessions with their user, so the user exists; Lucia wants to be told.
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
        .where(mine(token))
    },
    async deleteSession(token) {
      await drizzle.delete(sessions).where(mine(token))
    },
    async deleteUserSessions(userId) {
      await drizzle.delete(sessions).where(eq(sessions.userId, userId))
    },
    async deleteExpiredSessions() {
      await drizzle.delete(sessions).where(or(lte(sessions.expiresAt, sql`now()`), lte(sessions.endsAt, sql`now()`)))
    },
  }
}
