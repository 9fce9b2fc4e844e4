import { type Database, schema } from '@chime/db'
import type { Log } from '@chime/protocol'
import { sql } from 'drizzle-orm'
import { repeat } from '../repeat.ts'

const { members, users } = schema

/** How often it is asked who has left a channel: whoever shares none any more is watched no longer than this. */
const everyMs = 1_000
/** People, or pairs of them, in one query. */
const chunk = 10_000

type Watch = { watcher: string; watched: Set<string>; onLost: (userIds: string[]) => void }

/** Knows which watchers of presence on this node still share a channel with whom they watch. */
export type PresenceSharing = {
  /**
   * @param watched what `visibleTo` returned
   * @param onLost called with those that `watcher` shares no channel with any more, each once; within 2 s
   * @returns what ends it
   */
  watch(watcher: string, watched: ReadonlyMap<string, number>, onLost: (userIds: string[]) => void): () => void
  close(): void
}

/**
 * Asks the database, and no bus: that would be told of nothing while Redis is down. One query a second finds those who
 * have left a channel, whoever they are and wherever; only then the pairs that they are in are looked at.
 */
export function createPresenceSharing(db: Database, log: Log): PresenceSharing {
  const watches = new Set<Watch>()
  /** Of all who watch or are watched here, up to where it is known what they have left. */
  const known = new Map<string, number>()
  /** Those whom somebody has begun to watch, or to watch from, while a check ran: it has not looked at these pairs. */
  const fresh = new Set<string>()
  let hasEnded = false

  const check = async () => {
    if (known.size === 0) return
    fresh.clear()
    if (hasEnded) forget()
    const moved: Moved[] = []
    for (const part of chunks([...known])) moved.push(...(await readMoved(db, part)))
    const left = new Set(moved.filter(({ hasLeft }) => hasLeft).map(({ id }) => id))
    if (left.size > 0) await end(left)
    // Only now: had this failed, they would be found again.
    for (const { id, revision } of moved) if (known.has(id) && !fresh.has(id)) known.set(id, revision)
  }

  /** Ends what `left` watch, or are watched by, without a shared channel. */
  const end = async (left: ReadonlySet<string>) => {
    const pairs = [...watches].flatMap(({ watcher, watched }) =>
      [...watched].filter((id) => left.has(watcher) || left.has(id)).map((id) => [watcher, id] as const),
    )
    const apart = new Set<string>()
    for (const part of chunks(pairs)) for (const pair of await readApart(db, part)) apart.add(pair)
    for (const { watcher, watched, onLost } of watches) {
      const lost = [...watched].filter((id) => apart.has(`${watcher} ${id}`))
      for (const id of lost) watched.delete(id)
      if (lost.length > 0) onLost(lost)
    }
  }

  /** Those that nobody needs any more. */
  const forget = () => {
    hasEnded = false
    const needed = new Set([...watches].flatMap(({ watcher, watched }) => [watcher, ...watched]))
    for (const id of known.keys()) if (!needed.has(id)) known.delete(id)
  }

  const close = repeat(everyMs, check, log, 'could not check who still shares a channel; tried again every second')

  return {
    watch(watcher, watched, onLost) {
      for (const [id, revision] of watched) {
        known.set(id, Math.min(revision, known.get(id) ?? revision))
        fresh.add(id)
      }
      const watch = { watcher, watched: new Set(watched.keys()), onLost }
      watch.watched.delete(watcher)
      watches.add(watch)
      return () => {
        watches.delete(watch)
        hasEnded = true
      }
    },
    close,
  }
}

type Moved = { id: string; revision: number; hasLeft: boolean }

/** Of these people, those whose own stream has gone on since, and whether they have left a channel meanwhile. */
async function readMoved({ drizzle }: Database, since: readonly (readonly [string, number])[]): Promise<Moved[]> {
  const ids = sql.param(since.map(([id]) => id))
  const revisions = sql.param(since.map(([, revision]) => revision))
  const { rows } = await drizzle.execute<{ id: string; revision: number; left: boolean }>(sql`
    select u.id, u.revision, exists (
      select 1 from ${members} m where m.user_id = u.id and m.user_revision > known.revision and m.left_at is not null
    ) as left
    from unnest(${ids}::uuid[], ${revisions}::bigint[]) as known (id, revision) join ${users} u using (id)
    where u.revision > known.revision`)
  return rows.map(({ id, revision, left }) => ({ id, revision: Number(revision), hasLeft: left }))
}

/** Of these pairs, those who share no channel, as `a b`. */
async function readApart({ drizzle }: Database, pairs: readonly (readonly [string, string])[]): Promise<string[]> {
  const [as, bs] = [sql.param(pairs.map(([a]) => a)), sql.param(pairs.map(([, b]) => b))]
  const { rows } = await drizzle.execute<{ pair: string }>(sql`
    select a || ' ' || b as pair from unnest(${as}::uuid[], ${bs}::uuid[]) as pairs (a, b)
    where not exists (
      select 1 from ${members} mine join ${members} theirs using (channel_id)
      where mine.user_id = a and mine.left_at is null and theirs.user_id = b and theirs.left_at is null)`)
  return rows.map(({ pair }) => pair)
}

function* chunks<T>(list: readonly T[]): Iterable<T[]> {
  for (let at = 0; at < list.length; at += chunk) yield list.slice(at, at + chunk)
}
