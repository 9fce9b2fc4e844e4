import { randomBytes, randomUUID } from 'node:crypto'
import { type Database, schema } from '@chime/db'
import type { Log } from '@chime/protocol'
import { and, desc, eq, gt, inArray, isNull, type SQL, sql } from 'drizzle-orm'
import { Lucia, TimeSpan } from 'lucia'
import { type Device, type LiveSession, sessionAdapter } from './session-adapter.ts'
import { hashFamily, hashToken, isToken, makeToken, successorOf } from './token.ts'

// Lucia is no longer developed: nothing but this file and its adapter may import it.

const { sessions, users } = schema

/** How exact `lastUsedAt` is, at most. Updating it at every call would cost a write for every read. */
const lastUsedEveryMaxMs = 5 * 60 * 1_000
/** A replaced token holds until the new one is used, but no longer than this. */
const replacedHoldsSeconds = 60

export type Sessions = {
  /** Signs a device in. Only the caller ever sees the token: the database holds its hash. */
  create(userId: string, device: Device): Promise<{ id: string; token: string }>
  /**
   * Finds the user to whom the token belongs; null when the session has ended. Each use postpones the idle end. A token
   * that was replaced, and holds no longer, ends its session: somebody has stolen it or the current one.
   */
  validate(token: string): Promise<LiveSession | null>
  /** Finds the session that an access token names; null when it has ended. Counts as a use too. */
  find(id: string): Promise<LiveSession | null>
  /** To be called when somebody acts over a socket, for which the session was looked up long ago. It costs nothing. */
  used(id: string): void
  /**
   * Replaces the token by a new one. The old one holds until the new one is used, 60 s at most, and while it does this
   * returns the same new one again.
   *
   * @returns null when the token does not hold
   */
  replaceToken(token: string): Promise<string | null>
  end(id: string): Promise<void>
  /**
   * Ends all sessions of a user but the `kept` ones that were used last.
   *
   * @returns the ids of those that ended
   */
  endOldest(userId: string, kept: number): Promise<string[]>
  /** Deletes expired sessions, to save space. Nothing depends on it, since `validate` checks the time itself. */
  sweep(): Promise<void>
  /** Writes down what was used since the last time. */
  close(): Promise<void>
}

export type SessionsOptions = {
  /** A session ends when it was not used for this long … */
  idleMs: number
  /** … and in any case after this long. */
  absoluteMs: number
  /** Called when a session was ended because a token that had been replaced was used. */
  onReuse: (session: LiveSession) => void
  log: Log
}

/** Sessions by Lucia: tokens of 256 random bits of which only a hash is stored, with an idle and an absolute end. */
export function createSessions(db: Database, { idleMs, absoluteMs, onReuse, log }: SessionsOptions): Sessions {
  const { drizzle } = db
  const lucia = new Lucia(sessionAdapter(db, { onReuse }), {
    sessionExpiresIn: new TimeSpan(idleMs, 'ms'),
    getSessionAttributes: (attributes) => attributes,
  })
  const lastUsedEveryMs = Math.min(lastUsedEveryMaxMs, idleMs / 10)
  const used = new Set<string>()

  async function touch(which: SQL): Promise<void> {
    const idleEnd = sql`now() + ${idleMs} * interval '1 millisecond'`
    await drizzle
      .update(sessions)
      .set({ lastUsedAt: sql`now()`, expiresAt: sql`least(${idleEnd}, ${sessions.endsAt})` })
      .where(and(which, gt(sessions.expiresAt, sql`now()`)))
  }

  async function noteUse({ id, lastUsedAt }: { id: string; lastUsedAt: Date }): Promise<void> {
    if (Date.now() - lastUsedAt.getTime() > lastUsedEveryMs) await touch(eq(sessions.id, id))
  }

  async function touchUsed(): Promise<void> {
    if (used.size === 0) return
    const ids = [...used]
    used.clear()
    try {
      await touch(inArray(sessions.id, ids))
    } catch (err) {
      for (const id of ids) used.add(id)
      log.warn({ err }, 'the use of sessions was not written down; the next time tries again')
    }
  }
  const touching = setInterval(touchUsed, lastUsedEveryMs).unref()

  return {
    async create(userId, { userAgent, address }) {
      const token = makeToken()
      const publicId = randomUUID()
      const lastUsedAt = new Date()
      const endsAt = new Date(lastUsedAt.getTime() + absoluteMs)
      const attributes = { publicId, lastUsedAt, endsAt, userAgent: userAgent?.slice(0, 500) ?? null, address }
      await lucia.createSession(userId, attributes, { sessionId: token })
      return { id: publicId, token }
    },
    async validate(token) {
      if (!isToken(token)) return null
      const { session } = await lucia.validateSession(token)
      if (!session) return null
      await noteUse({ id: session.publicId, lastUsedAt: session.lastUsedAt })
      return { id: session.publicId, userId: session.userId }
    },
    async find(id) {
      const now = sql`now()`
      const [row] = await drizzle
        .select({ id: sessions.id, userId: sessions.userId, lastUsedAt: sessions.lastUsedAt })
        .from(sessions)
        .innerJoin(users, and(eq(users.id, sessions.userId), isNull(users.suspendedAt)))
        .where(and(eq(sessions.id, id), gt(sessions.endsAt, now), gt(sessions.expiresAt, now)))
      if (!row) return null
      await noteUse(row)
      return { id: row.id, userId: row.userId }
    },
    used: (id) => void used.add(id),
    async replaceToken(token) {
      const hash = hashToken(token)
      const seed = randomBytes(32).toString('base64url')
      const next = successorOf(token, seed)
      const replaced = await drizzle
        .update(sessions)
        .set({
          tokenHash: hashToken(next),
          familyHash: hashFamily(token),
          previousHash: hash,
          previousUntil: sql`now() + ${replacedHoldsSeconds} * interval '1 second'`,
          successorSeed: seed,
        })
        .where(eq(sessions.tokenHash, hash))
        .returning({ id: sessions.id })
      if (replaced.length > 0) return next
      const [before] = await drizzle
        .select({ seed: sessions.successorSeed })
        .from(sessions)
        .where(
          and(
            eq(sessions.familyHash, hashFamily(token)),
            eq(sessions.previousHash, hash),
            gt(sessions.previousUntil, sql`now()`),
          ),
        )
      return before?.seed ? successorOf(token, before.seed) : null
    },
    async end(id) {
      await drizzle.delete(sessions).where(eq(sessions.id, id))
    },
    async endOldest(userId, kept) {
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
    async close() {
      clearInterval(touching)
      await touchUsed()
    },
  }
}
