import { schema, type Tx } from '@chime/db'
import { type SQL, sql } from 'drizzle-orm'
import { type RowKind, rowKinds, type StreamRow, userRows } from './rows.ts'

/** Where a row stands in its user's stream. */
export type RowPosition = { userId: string; kind: RowKind | 'members'; revision: number }
/** A kind without rows is missing. */
export type RowsByKind = ReadonlyMap<RowKind, StreamRow[]>

const tables = Object.fromEntries(rowKinds.map((kind) => [kind, userRows[kind].table]))

/**
 * Finds the positions of the rows that are newer than the questions say (see `questionTable`), ascending; of
 * memberships too if wanted. It is one query that reads only indexes: for most people nothing but memberships has
 * changed.
 *
 * @param max positions of each kind of each user
 */
export async function findNewer(
  tx: Tx,
  questions: SQL,
  { max, withMembers }: { max: number; withMembers: boolean },
): Promise<RowPosition[]> {
  const parts = Object.entries(withMembers ? { members: schema.members, ...tables } : tables).map(
    ([kind, table]) => sql`(
      select ${sql.raw(`'${kind}'`)} as kind, ${table.userRevision} as revision from ${table}
      where ${table.userId} = question.id and ${table.userRevision} > question.since
      order by ${table.userRevision} limit ${max})`,
  )
  const { rows } = await tx.execute<RowPosition>(sql`
    select question.id as "userId", newer.kind, newer.revision from ${questions}
    cross join lateral (${sql.join(parts, sql` union all `)}) newer order by newer.revision`)
  return rows.map((row) => ({ ...row, revision: Number(row.revision) }))
}

/**
 * Reads the rows at these positions, ascending. It must run in the snapshot in which the positions were found. One
 * query for each kind that occurs.
 */
export async function readRows(tx: Tx, positions: readonly RowPosition[]): Promise<RowsByKind> {
  const positionsOf = Map.groupBy(positions, ({ kind }) => kind)
  const rows = new Map<RowKind, StreamRow[]>()
  for (const kind of rowKinds) {
    const found = positionsOf.get(kind)
    if (found) rows.set(kind, await userRows[kind].read(tx, isAt(kind, found)))
  }
  return rows
}

function isAt(kind: RowKind, positions: readonly RowPosition[]): SQL {
  const { userId, userRevision } = userRows[kind].table
  const ids = sql.param(positions.map((position) => position.userId))
  const revisions = sql.param(positions.map((position) => position.revision))
  return sql`(${userId}, ${userRevision}) in (select * from unnest(${ids}::uuid[], ${revisions}::bigint[]))`
}
