import { nextUserRevisions, schema } from '@chime/db'
import type { Me } from '@chime/protocol'
import { and, eq, isNull, sql } from 'drizzle-orm'
import type { SignedInContext } from '../context.ts'
import { notFound } from '../errors.ts'
import { change, serialize, userPublication } from '../event/publish.ts'
import { toMe, toUser } from './present.ts'

const { members, users } = schema

/** Changes my profile. Fields left out stay; null clears. My devices get `me`, the channels I am in get `user`. */
export function updateUser(
  ctx: SignedInContext,
  input: { fullName?: string | null; statusText?: string | null },
): Promise<Me> {
  const { userId } = ctx.actor
  return change(ctx.services, async (tx, say) => {
    const revision = (await nextUserRevisions(tx, [userId])).get(userId)
    if (revision === undefined) throw notFound('user')
    const [row] = await tx
      .update(users)
      .set({
        fullName: input.fullName,
        statusText: input.statusText,
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
}
