import { schema } from '@chime/db'
import { limits, type User } from '@chime/protocol'
import { and, desc, eq, isNull } from 'drizzle-orm'
import type { SignedInContext } from '../context.ts'
import { toUser } from '../user/present.ts'

const { blocks, users } = schema

/** Whom the caller has blocked, the most recently blocked first. */
export async function listBlocked({ services, actor }: SignedInContext): Promise<User[]> {
  const rows = await services.db.drizzle
    .select({ user: users })
    .from(blocks)
    .innerJoin(users, eq(users.id, blocks.blockedId))
    .where(and(eq(blocks.userId, actor.userId), isNull(blocks.liftedAt)))
    .orderBy(desc(blocks.createdAt))
    .limit(limits.blocksMax)
  return rows.map(({ user }) => toUser(user))
}
