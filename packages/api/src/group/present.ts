import { schema, type Tx } from '@chime/db'
import type { EventOf, Group } from '@chime/protocol'
import { asc, inArray } from 'drizzle-orm'

const { groupMembers, groups } = schema

export type GroupRow = typeof groups.$inferSelect

/** Groups as everybody sees them, in the order of the rows. It takes one query, however many they are. */
export async function presentGroups(tx: Pick<Tx, 'select'>, rows: readonly GroupRow[]): Promise<Group[]> {
  const ids = rows.map(({ id }) => id)
  const found = await tx
    .select()
    .from(groupMembers)
    .where(inArray(groupMembers.groupId, ids))
    .orderBy(asc(groupMembers.userId))
  const membersOf = Map.groupBy(found, ({ groupId }) => groupId)
  return rows.map(({ id, handle, name, description, createdBy, createdAt, deletedAt, revision }) => ({
    id,
    handle,
    name,
    description,
    memberIds: (membersOf.get(id) ?? []).map(({ userId }) => userId),
    createdBy,
    createdAt: createdAt.toISOString(),
    deletedAt: deletedAt?.toISOString() ?? null,
    revision,
  }))
}

/** The events of groups, which ascend by revision, for a stream that is at `after`. */
export const groupEvents = (after: number, changed: readonly Group[]): EventOf<'group'>[] =>
  changed.map((group, i) => ({
    type: 'group',
    after: changed[i - 1]?.revision ?? after,
    revision: group.revision,
    group,
  }))
