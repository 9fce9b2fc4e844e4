import { type Database, schema } from '@chime/db'
import type { Log } from '@chime/protocol'
import type { Hub } from '@chime/realtime'
import { and, gt, inArray, isNull, sql } from 'drizzle-orm'
import { serialize } from '../event/publish.ts'
import { repeat } from '../repeat.ts'
import { toUser } from './present.ts'

const { members, users } = schema

/** How often it is asked whose profile has changed: a lost push of one is made good that soon. */
const everyMs = 1_000
/** A change carries the time at which its transaction began. One that takes longer to commit than this is not found. */
const overlapMs = 30_000

/**
 * Tells this node's streams again of profiles that have changed. The `user` event is a hint: no revision shows that it
 * was lost, and a name that stays wrong until the next connection is wrong for days. One indexed query a second finds
 * those of the last moments, almost always none; whoever has the event already skips it by its revision.
 */
export function createProfileAudit({ db, hub, log }: { db: Database; hub: Pick<Hub, 'tell'>; log: Log }) {
  /** The database's time of the last look that succeeded. */
  let lookedAt: Date | null = null
  /** The revisions told of in the overlap. */
  let told = new Map<string, number>()

  const look = async () => {
    const { now, changed } = await readChanged(db, lookedAt)
    const fresh = changed.filter((row) => told.get(row.id) !== row.profileRevision)
    const byId = new Map(fresh.map((row) => [row.id, row]))
    for (const { userId, channelId } of await readChannels(db, fresh)) {
      const user = byId.get(userId)
      if (user === undefined) continue
      const events = serialize([{ type: 'user', user: toUser(user) }])
      hub.tell({ topic: `channel:${channelId}`, after: null, revision: null, events })
    }
    told = new Map(changed.map((row) => [row.id, row.profileRevision]))
    lookedAt = now
  }

  return { close: repeat(everyMs, look, log, 'could not look for changed profiles; tried again every second') }
}

async function readChanged({ drizzle }: Database, lookedAt: Date | null) {
  const { rows } = await drizzle.execute<{ ms: number }>(sql`select extract(epoch from now())::float8 * 1000 as ms`)
  // Read before the rows: what is committed in between is found by both looks, and told once.
  const now = new Date(rows[0]?.ms ?? Number.NaN)
  const since = new Date((lookedAt ?? now).getTime() - overlapMs)
  return { now, changed: await drizzle.select().from(users).where(gt(users.profileChangedAt, since)) }
}

async function readChannels({ drizzle }: Database, changed: readonly { id: string }[]) {
  if (changed.length === 0) return []
  const ids = changed.map(({ id }) => id)
  return drizzle
    .select({ userId: members.userId, channelId: members.channelId })
    .from(members)
    .where(and(inArray(members.userId, ids), isNull(members.leftAt)))
}
