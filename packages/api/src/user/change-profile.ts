import { nextUserRevisions, schema, type Tx, type UserRow } from '@chime/db'
import type { Publication } from '@chime/realtime'
import { and, eq, isNull, sql } from 'drizzle-orm'
import { notFound } from '../errors.ts'
import { serialize, userPublication } from '../event/publish.ts'
import { foldName } from '../name/keys.ts'
import { toMe, toUser } from './present.ts'

const { attachments, members, users } = schema

type Profile = Partial<
  Pick<
    UserRow,
    | 'username'
    | 'fullName'
    | 'statusText'
    | 'avatarUrl'
    | 'avatarSource'
    | 'timeZone'
    | 'language'
    | 'reachableBy'
    | 'suspendedAt'
    | 'email'
    | 'pendingEmail'
    | 'emailVerified'
    | 'passwordHash'
    | 'twoFactor'
    | 'role'
  >
>

/**
 * Changes what everybody sees of a user, or what they see of themselves. Their devices get `me`, and the channels that they are in get `user`. The file
 * of a picture that is replaced is deleted: call `eraseFiles` after the commit.
 *
 * @param decide gets the row under its lock, and says what to change; what is undefined stays
 * @throws Refusal `NOT_FOUND` when there is no such user
 */
export async function changeProfile(
  tx: Tx,
  publishAfterCommit: (...publications: Publication[]) => void,
  userId: string,
  decide: (before: UserRow) => Profile | Promise<Profile>,
): Promise<UserRow> {
  const revision = (await nextUserRevisions(tx, [userId])).get(userId)
  const [before] = await tx.select().from(users).where(eq(users.id, userId))
  if (revision === undefined || !before) throw notFound('user')
  const profile = await decide(before)
  const folded = profile.fullName !== undefined && { nameFolded: foldName(profile.fullName) }
  const [row] = await tx
    .update(users)
    .set({ ...profile, ...folded, profileRevision: revision, profileChangedAt: sql`now()` })
    .where(eq(users.id, userId))
    .returning()
  if (!row) throw notFound('user')
  if (before.avatarUrl !== null && before.avatarUrl !== row.avatarUrl) {
    const old = and(eq(attachments.userId, userId), eq(attachments.usedFor, 'avatar'))
    await tx.delete(attachments).where(and(old, eq(sql`'/files/' || ${attachments.id}`, before.avatarUrl)))
  }
  publishAfterCommit(userPublication(userId, { type: 'me', after: revision - 1, revision, user: toMe(row) }))
  const memberships = await tx
    .select({ channelId: members.channelId })
    .from(members)
    .where(and(eq(members.userId, userId), isNull(members.leftAt)))
  const events = serialize([{ type: 'user', user: toUser(row) }])
  // A hint: when it is lost, `createProfileAudit` repeats it.
  for (const { channelId } of memberships)
    publishAfterCommit({ topic: `channel:${channelId}`, after: null, revision: null, events })
  return row
}
