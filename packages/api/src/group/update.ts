import { schema } from '@chime/db'
import { foldVersion, type Group, type GroupsUpdateInput } from '@chime/protocol'
import { and, eq, isNull, ne } from 'drizzle-orm'
import type { SignedInContext } from '../context.ts'
import { claimName, nameTaken } from '../name/claims.ts'
import { limit, rules } from '../rate-limits.ts'
import { changeGroup, loadGroup, setMembers } from './change.ts'

const { groups } = schema

/**
 * Changes a user group. Fields that are left out stay; what was written before stays as it is, and so does whom it called.
 *
 * @throws Refusal `FORBIDDEN` for anybody who is no admin of this server, `NOT_FOUND`, and as `createGroup`
 */
export async function updateGroup(ctx: SignedInContext, input: GroupsUpdateInput): Promise<Group> {
  await limit(ctx, rules.change, ctx.actor.userId)
  const { id, handle, name, description, memberIds } = input
  return changeGroup(ctx, 'groups.update', async (tx, revision) => {
    const before = await loadGroup(tx, id)
    if (handle !== undefined && handle !== before.handle) {
      const another = and(eq(groups.handle, handle), ne(groups.id, id), isNull(groups.deletedAt))
      if ((await tx.$count(groups, another)) > 0) throw nameTaken('handle')
      await claimName(tx, 'user', { id, name: handle }, 'handle')
    }
    if (memberIds) await setMembers(tx, id, memberIds)
    const [row] = await tx
      .update(groups)
      .set({
        revision,
        name,
        ...(handle !== undefined && { handle, foldVersion }),
        ...(description !== undefined && { description: description || null }),
      })
      .where(eq(groups.id, id))
      .returning()
    return row ?? before
  })
}
