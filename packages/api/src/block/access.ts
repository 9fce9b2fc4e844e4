import { schema, type Tx } from '@chime/db'
import { and, asc, eq, inArray, isNull, or, sql } from 'drizzle-orm'
import { Refusal } from '../errors.ts'

const { blocks, users } = schema

/** Whether the first person blocks the second one now. */
export async function isBlocking(tx: Pick<Tx, '$count'>, userId: string, blockedId: string): Promise<boolean> {
  const active = and(eq(blocks.userId, userId), eq(blocks.blockedId, blockedId), isNull(blocks.liftedAt))
  return (await tx.$count(blocks, active)) > 0
}

/**
 * Refuses where one of two people has blocked the other. The blocked person learns that they cannot write, as they
 * would on sending.
 *
 * @throws Refusal `FORBIDDEN`
 */
export async function mustNotBeBlocked(tx: Tx, userId: string, otherId: string): Promise<void> {
  if (await isBlocking(tx, userId, otherId)) throw haveBlocked()
  if (await isBlocking(tx, otherId, userId)) throw new Refusal('FORBIDDEN', 'You cannot write to this person')
}

export const haveBlocked = () => new Refusal('FORBIDDEN', 'You have blocked this person: unblock them first')

/**
 * Refuses to bring somebody together with people whom they have blocked, or who have blocked them: to make a group with
 * them, to add them to one, to let them in by an invite.
 *
 * @throws Refusal `FORBIDDEN`, naming the first of these people
 */
export async function mustMeetNobodyBlocked(tx: Tx, userId: string, otherIds: readonly string[]): Promise<void> {
  if (otherIds.length === 0) return
  const other = sql<string>`case when ${blocks.userId} = ${userId} then ${blocks.blockedId} else ${blocks.userId} end`
  const [found] = await tx
    .select({ username: users.username, isMine: sql<boolean>`${blocks.userId} = ${userId}` })
    .from(blocks)
    .innerJoin(users, eq(users.id, other))
    .where(
      and(
        isNull(blocks.liftedAt),
        or(
          and(eq(blocks.userId, userId), inArray(blocks.blockedId, [...otherIds])),
          and(eq(blocks.blockedId, userId), inArray(blocks.userId, [...otherIds])),
        ),
      ),
    )
    // The caller's own blocks first, since those are what they can end.
    .orderBy(sql`${blocks.userId} <> ${userId}`, asc(users.username))
    .limit(1)
  if (!found) return
  throw new Refusal(
    'FORBIDDEN',
    found.isMine
      ? `You have blocked @${found.username}: unblock them first`
      : `@${found.username} cannot be brought together with you`,
  )
}
