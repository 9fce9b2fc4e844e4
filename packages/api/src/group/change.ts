import { schema, type Tx } from '@chime/db'
import type { Group } from '@chime/protocol'
import { eq, inArray, sql } from 'drizzle-orm'
import { mustAdminister } from '../admin/access.ts'
import { operatorOf, record } from '../audit/record.ts'
import type { SignedInContext } from '../context.ts'
import { notFound, Refusal } from '../errors.ts'
import { change, serialize } from '../event/publish.ts'
import { type GroupRow, groupEvents, presentGroups } from './present.ts'

const { groupMembers, groups, instance, users } = schema

/**
 * Changes one group as an admin of this server, and publishes it. Changes of groups wait for each other: the lock is that of
 * the one row that counts them.
 *
 * @param action the procedure, for the audit log
 * @param work gets the group's new revision, and returns its row
 * @throws Refusal `FORBIDDEN` for anybody who is no admin of this server
 */
export function changeGroup(
  ctx: SignedInContext,
  action: 'groups.create' | 'groups.update' | 'groups.delete',
  work: (tx: Tx, revision: number) => Promise<GroupRow>,
): Promise<Group> {
  const { userId } = ctx.actor
  return change(ctx.services, async (tx, publishAfterCommit) => {
    await mustAdminister(tx, userId)
    const [counted] = await tx
      .update(instance)
      .set({ groupsRevision: sql`${instance.groupsRevision} + 1` })
      .returning({ revision: instance.groupsRevision })
    if (!counted) throw new Error('the database has no instance')
    const { revision } = counted
    const row = await work(tx, revision)
    const [group] = await presentGroups(tx, [row])
    if (!group) throw new Error('a row was presented as nothing')
    const after = revision - 1
    publishAfterCommit({ topic: 'groups', after, revision, events: serialize(groupEvents(after, [group])) })
    await record(tx, ctx.services.auditKey, operatorOf(ctx), {
      action,
      target: { id: group.id, name: `@${group.handle}` },
    })
    ctx.log.info({ by: userId, groupId: group.id, members: group.memberIds.length }, 'user group changed')
    return group
  })
}

/** @throws Refusal `NOT_FOUND` when there is no such group, or it was deleted */
export async function loadGroup(tx: Tx, id: string): Promise<GroupRow> {
  const [row] = await tx.select().from(groups).where(eq(groups.id, id))
  if (!row || row.deletedAt) throw notFound('group')
  return row
}

/**
 * Makes these people all members of the group.
 *
 * @throws Refusal `INVALID_INPUT` naming the first of them who does not exist
 */
export async function setMembers(tx: Tx, groupId: string, memberIds: readonly string[]): Promise<void> {
  const wanted = [...new Set(memberIds)]
  const found = await tx.select({ id: users.id }).from(users).where(inArray(users.id, wanted))
  const known = new Set(found.map(({ id }) => id))
  const unknown = memberIds.findIndex((id) => !known.has(id))
  if (unknown >= 0) {
    const field = `memberIds.${unknown}`
    throw new Refusal('INVALID_INPUT', `${field}: there is no such user`, { field })
  }
  await tx.delete(groupMembers).where(eq(groupMembers.groupId, groupId))
  if (wanted.length > 0) await tx.insert(groupMembers).values(wanted.map((userId) => ({ groupId, userId })))
}
