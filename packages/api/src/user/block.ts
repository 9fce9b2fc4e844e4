import { lockChannels, lockUsers, nextUserRevisions, schema, type Tx } from '@chime/db'
import { limits, type User } from '@chime/protocol'
import { and, desc, eq, isNull } from 'drizzle-orm'
import { directKey } from '../channel/summary.ts'
import type { SignedInContext } from '../context.ts'
import { notFound, Refusal } from '../errors.ts'
import { change, userPublication } from '../event/publish.ts'
import { limit, rules } from '../limit.ts'
import { toBlock } from './own-rows.ts'
import { toUser } from './present.ts'

const { blocks, channels, users } = schema

type Input = { userId: string }

/**
 * From its commit on neither of us writes to the other alone, and they cannot mention me. What they write elsewhere is hidden by my
 * clients. They are not told.
 *
 * @throws Refusal `NOT_FOUND` when there is no such user, `TOO_LARGE` for one too many
 */
export const block = (ctx: SignedInContext, input: Input) => setBlocked(ctx, input.userId, true)
export const unblock = (ctx: SignedInContext, input: Input) => setBlocked(ctx, input.userId, false)

async function setBlocked(ctx: SignedInContext, blockedId: string, blocked: boolean): Promise<null> {
  const { userId } = ctx.actor
  if (blockedId === userId) {
    throw new Refusal('INVALID_INPUT', 'userId: nobody blocks themselves', { field: 'userId' })
  }
  await limit(ctx, rules.change, userId)
  return change(ctx.services, async (tx, say) => {
    await lockConversation(tx, userId, blockedId)
    // One after the other, so that they are counted.
    if ((await lockUsers(tx, [userId])).length === 0) throw notFound('user')
    const pair = and(eq(blocks.userId, userId), eq(blocks.blockedId, blockedId))
    const [held] = await tx.select().from(blocks).where(pair)
    const isBlocked = held !== undefined && held.liftedAt === null
    if (isBlocked === blocked) return null
    if (blocked) await mustTakeBlock(tx, userId, blockedId)
    const revision = (await nextUserRevisions(tx, [userId])).get(userId) ?? 0
    const set = blocked ? { liftedAt: null, createdAt: new Date() } : { liftedAt: new Date() }
    const [row] = await tx
      .insert(blocks)
      .values({ userId, blockedId, userRevision: revision, ...set })
      .onConflictDoUpdate({ target: [blocks.userId, blocks.blockedId], set: { ...set, userRevision: revision } })
      .returning()
    if (!row) throw new Error('nothing was written')
    say(userPublication(userId, { type: 'block', after: revision - 1, revision, ...toBlock(row) }))
    return null
  })
}

/** Where they write to each other, if they do: the message log reads blocks under that lock. */
async function lockConversation(tx: Tx, one: string, other: string): Promise<void> {
  const rows = await tx
    .select({ id: channels.id })
    .from(channels)
    .where(eq(channels.directKey, directKey(one, other)))
  if (rows.length > 0)
    await lockChannels(
      tx,
      rows.map(({ id }) => id),
    )
}

async function mustTakeBlock(tx: Tx, userId: string, blockedId: string): Promise<void> {
  if ((await tx.$count(users, eq(users.id, blockedId))) === 0) throw notFound('user')
  const living = await tx.$count(blocks, and(eq(blocks.userId, userId), isNull(blocks.liftedAt)))
  if (living >= limits.blocksMax) throw new Refusal('TOO_LARGE', `At most ${limits.blocksMax} people can be blocked`)
}

/** Whom I blocked, the last first. */
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

/**
 * Who was blocked learns that they cannot write, as they would on sending, and not by whom.
 *
 * @throws Refusal `FORBIDDEN`
 */
export async function mustNotBeBlocked(tx: Tx, userId: string, otherId: string): Promise<void> {
  const living = (by: string, whom: string) =>
    tx.$count(blocks, and(eq(blocks.userId, by), eq(blocks.blockedId, whom), isNull(blocks.liftedAt)))
  if ((await living(userId, otherId)) > 0)
    throw new Refusal('FORBIDDEN', 'You have blocked this person: unblock them first')
  if ((await living(otherId, userId)) > 0) throw new Refusal('FORBIDDEN', 'You cannot write to this person')
}
