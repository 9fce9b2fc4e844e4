import { schema } from '@chime/db'
import type { Member, User } from '@chime/protocol'
import { and, asc, eq, gt, isNull } from 'drizzle-orm'
import { loadReadable } from '../channel/access.ts'
import type { SignedInContext } from '../context.ts'
import { snapshot } from '../snapshot.ts'
import { toUser } from '../user/present.ts'
import { toMember } from './present.ts'

const { members, users } = schema

type Input = { channelId: string; cursor?: string; limit: number }
type Page = { members: Member[]; users: User[]; cursor: string | null; revision: number }

/** The members of a channel, ordered by user id, so that a page never shifts. */
export function listMembers({ services, actor }: SignedInContext, { channelId, cursor, limit }: Input): Promise<Page> {
  return snapshot(services.db, async (tx) => {
    const { channel } = await loadReadable(tx, actor.userId, channelId)
    const rows = await tx
      .select({ member: members, user: users })
      .from(members)
      .innerJoin(users, eq(users.id, members.userId))
      .where(
        and(
          eq(members.channelId, channelId),
          isNull(members.leftAt),
          cursor === undefined ? undefined : gt(members.userId, cursor),
        ),
      )
      .orderBy(asc(members.userId))
      .limit(limit + 1)
    const page = rows.slice(0, limit)
    return {
      members: page.map(({ member }) => toMember(member)),
      users: page.map(({ user }) => toUser(user)),
      cursor: rows.length > limit ? (page.at(-1)?.member.userId ?? null) : null,
      revision: channel.revision,
    }
  })
}
