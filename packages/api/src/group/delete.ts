import { schema } from '@chime/db'
import { eq } from 'drizzle-orm'
import type { SignedInContext } from '../context.ts'
import { limit, rules } from '../rate-limits.ts'
import { changeGroup, loadGroup } from './change.ts'

const { groupMembers, groups } = schema

/**
 * Deletes a user group. Where people have written its handle, it stays as text, and whom that called stays too.
 *
 * @throws Refusal `FORBIDDEN` for anybody who is no admin of this server, `NOT_FOUND`
 */
export async function deleteGroup(ctx: SignedInContext, { id }: { id: string }): Promise<null> {
  await limit(ctx, rules.change, ctx.actor.userId)
  await changeGroup(ctx, 'groups.delete', async (tx, revision) => {
    const before = await loadGroup(tx, id)
    await tx.delete(groupMembers).where(eq(groupMembers.groupId, id))
    // Whoever wants the handle next takes the claims on it: those of a deleted group count for nothing.
    const [row] = await tx.update(groups).set({ revision, deletedAt: new Date() }).where(eq(groups.id, id)).returning()
    return row ?? before
  })
  return null
}
