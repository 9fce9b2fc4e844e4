import { schema } from '@chime/db'
import { foldVersion, type Group, type GroupsCreateInput, limits } from '@chime/protocol'
import { isNull } from 'drizzle-orm'
import type { SignedInContext } from '../context.ts'
import { Refusal } from '../errors.ts'
import { claimName, nameTaken } from '../name/claims.ts'
import { limit, rules } from '../rate-limits.ts'
import { changeGroup, setMembers } from './change.ts'

const { groups } = schema

/**
 * Makes a user group, which everybody may call as `@handle` from then on.
 *
 * @throws Refusal `FORBIDDEN` for anybody who is no admin of this server; `CONFLICT` for a handle that looks like a username
 * or another group's handle; `TOO_LARGE`; `INVALID_INPUT` for a member who does not exist
 */
export async function createGroup(ctx: SignedInContext, input: GroupsCreateInput): Promise<Group> {
  const { userId } = ctx.actor
  await limit(ctx, rules.create, userId)
  const { handle, name, description, memberIds = [] } = input
  return changeGroup(ctx, 'groups.create', async (tx, revision) => {
    if ((await tx.$count(groups, isNull(groups.deletedAt))) >= limits.groupsMax) {
      throw new Refusal('TOO_LARGE', `There may be ${limits.groupsMax} groups`)
    }
    const [row] = await tx
      .insert(groups)
      .values({ handle, name, description: description || null, createdBy: userId, revision, foldVersion })
      .onConflictDoNothing()
      .returning()
    if (!row) throw nameTaken('handle')
    await claimName(tx, 'user', { id: row.id, name: handle }, 'handle')
    await setMembers(tx, row.id, memberIds)
    return row
  })
}
