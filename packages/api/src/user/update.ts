import { schema, type UserRow } from '@chime/db'
import type { Me, UsersUpdateInput } from '@chime/protocol'
import { and, eq } from 'drizzle-orm'
import { eraseFiles } from '../attachment/erase.ts'
import { fileUrl } from '../attachment/present.ts'
import { type Made, makePicture, usePicture } from '../attachment/use-picture.ts'
import type { SignedInContext } from '../context.ts'
import { notFound } from '../errors.ts'
import { change } from '../event/publish.ts'
import { limit, rules } from '../rate-limits.ts'
import { changeProfile } from './change-profile.ts'
import { toMe } from './present.ts'

const { users } = schema

type Input = Pick<UsersUpdateInput, 'fullName' | 'statusText' | 'avatarId' | 'timeZone' | 'language' | 'reachableBy'>

/**
 * Changes the caller's profile. Fields that are left out stay; null clears a field.
 *
 * @throws Refusal for `avatarId` what `makePicture` throws
 */
export async function updateUser(ctx: SignedInContext, { avatarId, ...input }: Input): Promise<Me> {
  const { userId } = ctx.actor
  // One change causes an event in every channel of the caller.
  await limit(ctx, rules.change, userId)
  const made = avatarId ? await makeAvatar(ctx, avatarId) : null
  const row = await change(ctx.services, (tx, publishAfterCommit) =>
    changeProfile(tx, publishAfterCommit, userId, async (before) => {
      mustPassFilters(ctx, before, input)
      const avatarUrl = avatarId === undefined ? before.avatarUrl : avatarId && fileUrl(avatarId)
      if (avatarUrl !== before.avatarUrl) {
        // This is a retry, and another change came between the attempts: the picture was deleted with it.
        if (avatarUrl !== null && made === null) throw notFound('file')
        if (made !== null) await usePicture(tx, made)
      }
      return { ...input, avatarUrl }
    }),
  )
  if (avatarId !== undefined) await eraseFiles(ctx.services)
  return toMe(row)
}

/** What stays as it is passes, so that a person can change the rest of a profile from before there was a filter. */
function mustPassFilters({ services, actor }: SignedInContext, before: UserRow, input: Omit<Input, 'avatarId'>): void {
  for (const field of ['fullName', 'statusText'] as const) {
    const text = input[field]
    if (!text || text === before[field]) continue
    services.filters.mustPass({ text, field, userId: actor.userId, channelId: null })
  }
}

/** @returns null when it is the caller's picture already, since this is a retry of a call whose answer was lost */
async function makeAvatar(ctx: SignedInContext, id: string): Promise<Made | null> {
  const isOwnPicture = and(eq(users.id, ctx.actor.userId), eq(users.avatarUrl, fileUrl(id)))
  if ((await ctx.services.db.drizzle.$count(users, isOwnPicture)) > 0) return null
  return makePicture(ctx, { id, usedFor: 'avatar', field: 'avatarId' })
}
