import { limits } from '@chime/protocol'
import { type SQL, sql } from 'drizzle-orm'

export type Asked = { id: string; since: number }
/** A topic, with all that was asked about it, and the smallest `since` of that. */
type Topic<Head> = { head: Head; since: number; asked: Asked[] }

/** Rows in all answers of one batch, and what one more topic brings: 20 MB if all are as long as they may be, mostly 1 MB. */
const rowsMax = 2_000

/** Decides what one batch reads, by the heads and so before any row is read: so many revisions, so many rows at most. */
export class Room {
  #rows = rowsMax

  /**
   * @param asked whose topic is not among `heads` are left out
   * @returns those to be read now. The others are `later`; not all are, if this room is new
   */
  admit<T extends Asked, Head extends { id: string; revision: number }>(asked: readonly T[], heads: readonly Head[]) {
    const byId = new Map<string, Topic<Head> & { asked: T[] }>(
      heads.map((head) => [head.id, { head, since: Number.POSITIVE_INFINITY, asked: [] }]),
    )
    for (const question of asked) {
      const topic = byId.get(question.id)
      topic?.asked.push(question)
      if (topic) topic.since = Math.min(topic.since, question.since)
    }
    const now: (Topic<Head> & { asked: T[] })[] = []
    const later: T[] = []
    for (const topic of byId.values()) {
      if (this.#rows <= 0) later.push(...topic.asked)
      else {
        now.push(topic)
        this.#rows -= Math.min(Math.max(0, topic.head.revision - topic.since), limits.changesMax)
      }
    }
    return { now, later }
  }
}

/** The same as a table `asked (id, since)`: one prepared statement, however many they are. */
export function askedTable(topics: readonly { head: { id: string }; since: number }[]): SQL {
  const ids = topics.map(({ head }) => head.id)
  const sinces = topics.map(({ since }) => since)
  return sql`unnest(${sql.param(ids)}::uuid[], ${sql.param(sinces)}::bigint[]) as asked (id, since)`
}

/** The rows of each, as they came. */
export function byKey<Row>(rows: readonly Row[], keyOf: (row: Row) => string): Map<string, Row[]> {
  const groups = new Map<string, Row[]>()
  for (const row of rows) {
    const group = groups.get(keyOf(row))
    if (group) group.push(row)
    else groups.set(keyOf(row), [row])
  }
  return groups
}
