import { type Database, schema } from '@chime/db'
import type { Log } from '@chime/protocol'
import type { Hub } from '@chime/realtime'
import { and, gt, inArray, isNull, sql } from 'drizzle-orm'
import { serialize } from '../event/publish.ts'
import { repeat } from '../repeat.ts'
import { toUser } from './present.ts'

const { instance, members, users } = schema

type Audience = Pick<Hub, 'deliverLocally' | 'stats'>

/** How often the database is asked whose profile has changed. A lost event is made good that soon. */
const everyMs = 1_000
/**
 * A change carries the time at which its transaction began, so each look reaches back this far. A transaction that
 * takes longer to commit is missed.
 */
const overlapMs = 30_000

/**
 * Repeats the `user` event of changed profiles on this node's streams. That event is only a hint: it has no revision
 * that would show that it was lost, and otherwise a wrong name could stay on the screen for days. One indexed query a
 * second finds the profiles that changed in the last moments, almost always none. A client that has the event already
 * skips it by its revision. While nobody is connected, nothing is asked: who comes reads the profiles anyway.
 */
export function createProfileAudit({ db, hub, log }: { db: Database; hub: Audience; log: Log }) {
  /** The database's time at the last look that succeeded. */
  let lookedAt: Date | null = null
  /** The profile revisions that were announced within the overlap, by user id. */
  let announced = new Map<string, number>()

  const look = async () => {
    if (hub.stats().streams === 0) {
      lookedAt = null
      return
    }
    const { now, changed } = await readChanged(db, lookedAt)
    const fresh = changed.filter((row) => announced.get(row.id) !== row.profileRevision)
    const byId = new Map(fresh.map((row) => [row.id, row]))
    for (const { userId, channelId } of await readChannels(db, fresh)) {
      const user = byId.get(userId)
      if (user === undefined) continue
      const events = serialize([{ type: 'user', user: toUser(user) }])
      hub.deliverLocally({ topic: `channel:${channelId}`, after: null, revision: null, events })
    }
    announced = new Map(changed.map((row) => [row.id, row.profileRevision]))
    lookedAt = now
  }

  return { close: repeat(everyMs, look, log, 'could not look for changed profiles; tried again every second') }
}

async function readChanged({ drizzle }: Database, lookedAt: Date | null) {
  const since = sql`coalesce(${lookedAt?.toISOString() ?? null}::timestamptz, now()) - ${overlapMs} * interval '1 ms'`
  // `now()` is older than the snapshot of the rows. So both looks find what is committed in between, and `announced`
  // keeps it from being told twice.
  const rows = await drizzle
    .select({ ms: sql<number>`extract(epoch from now())::float8 * 1000`, user: users })
    .from(instance)
    .leftJoin(users, gt(users.profileChangedAt, since))
  return { now: new Date(rows[0]?.ms ?? Number.NaN), changed: rows.flatMap(({ user }) => user ?? []) }
}

async function readChannels({ drizzle }: Database, changed: readonly { id: string }[]) {
  if (changed.length === 0) return []
  const ids = changed.map(({ id }) => id)
  return drizzle
    .select({ userId: members.userId, channelId: members.channelId })
    .from(members)
    .where(and(inArray(members.userId, ids), isNull(members.leftAt)))
}
