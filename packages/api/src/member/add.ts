import { type Database, lockUsers, schema, type Tx } from '@chime/db'
import type { AddedMembers } from '@chime/protocol'
import { and, eq, inArray, isNull } from 'drizzle-orm'
import { mustMeetNobodyBlocked } from '../block/access.ts'
import { lockAsMember, mustHaveOwnPeople, mustManage, mustNotBeArchived } from '../channel/access.ts'
import type { SignedInContext } from '../context.ts'
import { notFound } from '../errors.ts'
import { change } from '../event/publish.ts'
import { invite } from '../invitation/invite.ts'
import { people } from '../notice/post.ts'
import { limit, rules } from '../rate-limits.ts'
import { whoIsAsked } from '../reach/who-is-asked.ts'
import { startMemberships } from './start-memberships.ts'

/**
 * How many members one transaction adds at most. It takes some milliseconds, during which it holds the channel's lock
 * and messages have to wait.
 */
export const membersPerTransaction = 100

/**
 * Adds people to a channel. In an announcement channel only owners and admins may; elsewhere every member may. Whoever
 * the caller may not add without asking is invited.
 *
 * @throws Refusal `FORBIDDEN` where the caller and one of these people have blocked each other; nobody is added then
 */
export async function addMembers(
  ctx: SignedInContext,
  { channelId, userIds }: { channelId: string; userIds: string[] },
): Promise<AddedMembers> {
  await limit(ctx, rules.create, ctx.actor.userId)
  const added: AddedMembers = { members: [], invited: [] }
  const wanted = [...new Set(userIds)].sort()
  if (wanted.length > membersPerTransaction) await mustAllExist(ctx.services.db, wanted)
  for (let from = 0; from < wanted.length; from += membersPerTransaction) {
    const some = await change(ctx.services, async (tx, publishAfterCommit) => {
      const { channel, member } = await lockAsMember(tx, ctx.actor.userId, channelId)
      mustHaveOwnPeople(channel)
      mustNotBeArchived(channel)
      if (channel.kind === 'announcement') mustManage(member)
      const here = await membersAmong(tx, channelId, wanted)
      const part = wanted.slice(from, from + membersPerTransaction)
      const coming = part.filter((userId) => !here.has(userId))
      // From here on none of them can block the caller, or become stricter, before they are added.
      if ((await lockUsers(tx, coming)).length < coming.length) throw notFound('user')
      // All of them each time, so that the first transaction refuses already.
      await mustMeetNobodyBlocked(
        tx,
        member.userId,
        wanted.filter((userId) => !here.has(userId)),
      )
      const asked = await whoIsAsked(tx, ctx.services.people, member.userId, coming)
      const { members, publications } = await startMemberships(
        tx,
        channel,
        part.filter((userId) => !asked.has(userId)),
        {
          hasChosen: () => false,
          notice: { by: member.userId, of: (coming) => ({ notice: 'added', ...people(coming) }) },
        },
      )
      const { invited, publications: invitations } = await invite(tx, channel, [...asked], member.userId)
      publishAfterCommit(...publications, ...invitations)
      return { members, invited }
    })
    added.members.push(...some.members)
    added.invited.push(...some.invited)
  }
  return added
}

/** Those of these people who are members already. */
async function membersAmong(tx: Tx, channelId: string, userIds: readonly string[]): Promise<Set<string>> {
  const { members } = schema
  const rows = await tx
    .select({ userId: members.userId })
    .from(members)
    .where(and(eq(members.channelId, channelId), inArray(members.userId, [...userIds]), isNull(members.leftAt)))
  return new Set(rows.map(({ userId }) => userId))
}

/**
 * Checks the users before the first of several transactions, so that an unknown one stops all of them.
 *
 * @throws Refusal `NOT_FOUND` when one of the users does not exist
 */
export async function mustAllExist({ drizzle }: Database, userIds: readonly string[]): Promise<void> {
  const known = await drizzle.$count(schema.users, inArray(schema.users.id, [...userIds]))
  if (known < new Set(userIds).size) throw notFound('user')
}
