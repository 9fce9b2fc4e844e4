import { type Database, schema } from '@chime/db'
import type { Member } from '@chime/protocol'
import { inArray } from 'drizzle-orm'
import { lockAsMember, mustHaveOwnPeople, mustManage, mustNotBeArchived } from '../channel/access.ts'
import { people } from '../channel/notice.ts'
import type { SignedInContext } from '../context.ts'
import { notFound } from '../errors.ts'
import { change } from '../event/publish.ts'
import { limit, rules } from '../limit.ts'
import { admit } from './admit.ts'

/** At most so many come in one transaction: it holds the channel's lock, behind which messages wait, some milliseconds. */
export const admittedAtOnce = 100

/** Adds people. In an announcement channel owners and admins do; elsewhere every member may. */
export async function addMembers(
  ctx: SignedInContext,
  { channelId, userIds }: { channelId: string; userIds: string[] },
): Promise<Member[]> {
  await limit(ctx, rules.create, ctx.actor.userId)
  const added: Member[] = []
  const wanted = [...new Set(userIds)].sort()
  if (wanted.length > admittedAtOnce) await mustBeSomebody(ctx.services.db, wanted)
  for (let from = 0; from < wanted.length; from += admittedAtOnce) {
    const some = await change(ctx.services, async (tx, say) => {
      const { channel, member } = await lockAsMember(tx, ctx.actor.userId, channelId)
      mustHaveOwnPeople(channel)
      mustNotBeArchived(channel)
      if (channel.kind === 'announcement') mustManage(member)
      const { members, publications } = await admit(tx, channel, wanted.slice(from, from + admittedAtOnce), {
        notice: { by: member.userId, of: (coming) => ({ notice: 'added', ...people(coming) }) },
      })
      say(...publications)
      return members
    })
    added.push(...some)
  }
  return added
}

/**
 * Before the first of several transactions, so that an unknown one stops all of them.
 *
 * @throws Refusal `NOT_FOUND` when one of them is nobody
 */
export async function mustBeSomebody({ drizzle }: Database, userIds: readonly string[]): Promise<void> {
  const known = await drizzle.$count(schema.users, inArray(schema.users.id, [...userIds]))
  if (known < new Set(userIds).size) throw notFound('user')
}
