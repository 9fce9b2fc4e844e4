import { createHash, randomBytes } from 'node:crypto'
import { type Database, lockUsers, schema, transaction } from '@chime/db'
import type { Me } from '@chime/protocol'
import { desc, eq, notInArray } from 'drizzle-orm'
import { operatorOf, record } from '../audit/record.ts'
import type { SignedInContext } from '../context.ts'
import { notFound, Refusal } from '../errors.ts'
import { change } from '../event/publish.ts'
import { limit, rules } from '../rate-limits.ts'
import { changeProfile } from '../user/change-profile.ts'
import { toMe } from '../user/present.ts'
import { lockAdmins } from './access.ts'

const { adminLinks } = schema

/** Every start of a node prints a new link. Older ones than these open nothing any more. */
const linksMax = 10

const hashToken = (token: string) => createHash('sha256').update(token).digest('hex')

/**
 * Makes a link by which somebody becomes the first admin. Only its hash is stored, so every start makes another one;
 * the earlier ones still hold, because other nodes have printed them.
 *
 * @returns the token of the link; null: there is an admin, so none is made
 */
export function makeAdminLink(db: Database): Promise<string | null> {
  const token = randomBytes(32).toString('base64url')
  return transaction(db, async (tx) => {
    if ((await lockAdmins(tx)).length > 0) return null
    await tx.insert(adminLinks).values({ tokenHash: hashToken(token) })
    const newest = tx
      .select({ tokenHash: adminLinks.tokenHash })
      .from(adminLinks)
      .orderBy(desc(adminLinks.createdAt))
      .limit(linksMax)
    await tx.delete(adminLinks).where(notInArray(adminLinks.tokenHash, newest))
    return token
  })
}

/**
 * Makes the caller the first admin, by a link that the server has printed. All links end with it.
 *
 * @throws Refusal `NOT_FOUND` for a link that is wrong or used, and where there is an admin; `FORBIDDEN` for users of
 * another application
 */
export async function claim(ctx: SignedInContext, { token }: { token: string }): Promise<Me> {
  const { userId } = ctx.actor
  await limit(ctx, rules.invite, userId)
  const row = await change(ctx.services, async (tx, publishAfterCommit) => {
    const [user] = await lockUsers(tx, [userId])
    const isFirst = (await lockAdmins(tx)).length === 0
    const [link] = await tx
      .select()
      .from(adminLinks)
      .where(eq(adminLinks.tokenHash, hashToken(token)))
    if (!user || !link || !isFirst) throw notFound('link')
    if (user.externalId !== null) throw new Refusal('FORBIDDEN', 'Users of another application have no role here')
    const changed = await changeProfile(tx, publishAfterCommit, userId, () => ({ role: 'admin' }))
    await tx.delete(adminLinks)
    const target = { id: userId, name: user.username }
    await record(tx, ctx.services.auditKey, operatorOf(ctx), { action: 'admin.claim', target })
    return changed
  })
  ctx.log.warn({ userId, address: ctx.address }, 'became the first admin by the printed link')
  return toMe(row)
}
