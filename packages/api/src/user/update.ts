import { nextUserRevisions, schema, type Tx, type UserRow } from '@chime/db'
import type { Me } from '@chime/protocol'
import { and, eq, isNull, sql } from 'drizzle-orm'
import { eraseFiles } from '../attachment/erase.ts'
import { fileUrl } from '../attachment/present.ts'
import { type Made, makePicture, usePicture } from '../attachment/use.ts'
import type { SignedInContext } from '../context.ts'
import { notFound } from '../errors.ts'
import { change, serialize, userPublication } from '../event/publish.ts'
import { limit, rules } from '../limit.ts'
import { toMe, toUser } from './present.ts'

const { attachments, members, users } = schema

type Input = { fullName?: string | null; statusText?: string | null; avatarId?: string | null }

/**
 * Changes my profile. Fields left out stay; null clears. My devices get `me`, the channels I am in get `user`.
 *
 * @throws Refusal for `avatarId`, what `makePicture` throws
 */
export async function updateUser(ctx: SignedInContext, { avatarId, ...input }: Input): Promise<Me> {
  const { userId } = ctx.actor
  // Each is told in every channel that I am in.
  await limit(ctx, rules.change, userId)
  const made = avatarId ? await makeAvatar(ctx, avatarId) : null
  const me = await change(ctx.services, async (tx, say) => {
    const revision = (await nextUserRevisions(tx, [userId])).get(userId)
    const [before] = await tx.select().from(users).where(eq(users.id, userId))
    if (revision === undefined || !before) throw notFound('user')
    const avatarUrl = avatarId === undefined ? before.avatarUrl : avatarId && fileUrl(avatarId)
    await changePicture(tx, before, avatarUrl, made)
    const [row] = await tx
      .update(users)
      .set({
        fullName: input.fullName,
        statusText: input.statusText,
        avatarUrl,
        profileRevision: revision,
        profileChangedAt: sql`now()`,
      })
      .where(eq(users.id, userId))
      .returning()
    if (!row) throw notFound('user')
    const me = toMe(row)
    say(userPublication(userId, { type: 'me', after: revision - 1, revision, user: me }))
    const mine = await tx
      .select({ channelId: members.channelId })
      .from(members)
      .where(and(eq(members.userId, userId), isNull(members.leftAt)))
    const events = serialize([{ type: 'user', user: toUser(row) }])
    // A hint: where it is lost, `createProfileAudit` finds it.
    for (const { channelId } of mine) say({ topic: `channel:${channelId}`, after: null, revision: null, events })
    return me
  })
  if (avatarId !== undefined) await eraseFiles(ctx.services)
  return me
}

/** Null when it is my picture already: a retry of a call whose answer was lost. */
async function makeAvatar(ctx: SignedInContext, id: string): Promise<Made | null> {
  const mine = and(eq(users.id, ctx.actor.userId), eq(users.avatarUrl, fileUrl(id)))
  if ((await ctx.services.db.drizzle.$count(users, mine)) > 0) return null
  return makePicture(ctx, { id, usedFor: 'avatar', field: 'avatarId' })
}

async function changePicture(tx: Tx, { id, avatarUrl: before }: UserRow, after: string | null, made: Made | null) {
  if (before === after) return
  // What was retried lost to another change in between: what it would be set to is gone.
  if (after !== null && made === null) throw notFound('file')
  if (before !== null) {
    const old = and(eq(attachments.userId, id), eq(attachments.usedFor, 'avatar'))
    await tx.delete(attachments).where(and(old, eq(sql`'/files/' || ${attachments.id}`, before)))
  }
  if (made !== null) await usePicture(tx, made)
}
