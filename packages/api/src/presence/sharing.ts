import { type Database, schema } from '@chime/db'
import type { Log } from '@chime/protocol'
import { sql } from 'drizzle-orm'
import type { People } from '../reach/acquainted.ts'
import { repeat } from '../repeat.ts'
import { maySee } from './may-see.ts'

const { blocks, members, users } = schema

/**
 * How often the database is asked who has left a channel, blocked somebody or changed who may reach them. A person may be
 * watched that much longer.
 */
const everyMs = 1_000
/** People, or pairs of people, in one query. */
const chunk = 10_000

type Watch = { watcher: string; watched: Set<string>; onLost: (userIds: string[]) => void }

/** Knows which people on this node who watch others' presence may still see it: see `visibleTo`. */
export type PresenceSharing = {
  /**
   * @param watched what `visibleTo` returned
   * @param onLost called, within 2 s, with those whose presence `watcher` may not see any more, each once
   * @returns a function that ends it
   */
  watch(watcher: string, watched: ReadonlyMap<string, number>, onLost: (userIds: string[]) => void): () => void
  close(): void
}

/**
 * Asks the database and does not listen to the bus, which says nothing while Redis is down. Once a second one query
 * finds all of these people who have left a channel, blocked somebody or changed their profile. Only then are the pairs that
 * they belong to checked.
 */
export function createPresenceSharing(db: Database, people: People, log: Log): PresenceSharing {
  const watches = new Set<Watch>()
  /**
   * For everybody who watches or is watched here: the revision of their own stream up to which their departures and
   * blocks are known.
   */
  const known = new Map<string, number>()
  /**
   * People for whom a watch began while a check was running. That check has not seen their pairs, so it must not count
   * for them.
   */
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
    // Only after `end` has succeeded: if it fails, the next check must find them again.
    for (const { id, revision } of moved) if (known.has(id) && !fresh.has(id)) known.set(id, revision)
  }

  /** Ends all watches between people of whom one has moved and who may not see each other any more. */
  const end = async (left: ReadonlySet<string>) => {
    const pairs = [...watches].flatMap(({ watcher, watched }) =>
      [...watched].filter((id) => left.has(watcher) || left.has(id)).map((id) => [watcher, id] as const),
    )
    const apart = new Set<string>()
    for (const part of chunks(pairs)) for (const pair of await readApart(db, people, part)) apart.add(pair)
    for (const { watcher, watched, onLost } of watches) {
      const lost = [...watched].filter((id) => apart.has(`${watcher} ${id}`))
      for (const id of lost) watched.delete(id)
      if (lost.length > 0) onLost(lost)
    }
  }

  /** Drops people whom no watch concerns any more. */
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

/**
 * Finds those of these people whose own stream has moved on, and whether that may have taken them out of somebody's sight:
 * they have left a channel, were brought back to one, have blocked somebody, or changed their profile, to which belongs who
 * may reach them.
 */
async function readMoved({ drizzle }: Database, since: readonly (readonly [string, number])[]): Promise<Moved[]> {
  const ids = sql.param(since.map(([id]) => id))
  const revisions = sql.param(since.map(([, revision]) => revision))
  const { rows } = await drizzle.execute<{ id: string; revision: number; left: boolean }>(sql`
    select u.id, u.revision, u.profile_revision > known.revision or exists (
      select 1 from ${members} m
      where m.user_id = u.id and m.user_revision > known.revision and (m.left_at is not null or not m.chosen)
    ) or exists (
      select 1 from ${blocks} b
      where b.user_id = u.id and b.user_revision > known.revision and b.lifted_at is null
    ) as left
    from unnest(${ids}::uuid[], ${revisions}::bigint[]) as known (id, revision) join ${users} u using (id)
    where u.revision > known.revision`)
  return rows.map(({ id, revision, left }) => ({ id, revision: Number(revision), hasLeft: left }))
}

/** Finds those of these pairs of a watcher and whom they watch who may not be seen any more, each as `a b`. */
async function readApart(
  { drizzle }: Database,
  people: People,
  pairs: readonly (readonly [string, string])[],
): Promise<string[]> {
  const [as, bs] = [sql.param(pairs.map(([a]) => a)), sql.param(pairs.map(([, b]) => b))]
  const { rows } = await drizzle.execute<{ pair: string }>(sql`
    select a || ' ' || b as pair from unnest(${as}::uuid[], ${bs}::uuid[]) as pairs (a, b) join ${users} u on u.id = b
    where not ${maySee(people, sql`a`, { id: sql`b`, reachableBy: sql`u.reachable_by` })}`)
  return rows.map(({ pair }) => pair)
}

function* chunks<T>(list: readonly T[]): Iterable<T[]> {
  for (let at = 0; at < list.length; at += chunk) yield list.slice(at, at + chunk)
}
