import { schema, type Tx } from '@chime/db'
import { type ChannelSummary, limits, type Me } from '@chime/protocol'
import { and, eq, gt, lte } from 'drizzle-orm'
import { summariesOf } from '../channel/summary.ts'
import type { SignedInContext } from '../context.ts'
import { Refusal } from '../errors.ts'
import { readEpoch } from '../event/epoch.ts'
import { askedTable } from '../event/missed-room.ts'
import { snapshot } from '../snapshot.ts'
import { findNewer, type Mine, type OwnPlace, readOwnRows, toMine } from './own-rows.ts'
import { toMe } from './present.ts'

const { members, users } = schema

type Changes = Mine & { revision: number; more: boolean; me: Me | null; channels: ChannelSummary[]; left: string[] }
type Page = Changes & { epoch: string; reset: boolean }

/** What on my own stream is newer than `since`; see `channels.changes`. */
export function userChanges(ctx: SignedInContext, input: { since: number; limit: number }): Promise<Page> {
  return snapshot(ctx.services.db, async (tx) => {
    const { userId } = ctx.actor
    const epoch = await readEpoch(tx)
    const [user] = await tx.select().from(users).where(eq(users.id, userId))
    if (!user) throw new Refusal('UNAUTHENTICATED', 'The account is gone')
    const changes = await readUserChanges(tx, user, input.since, input.limit)
    if (changes) return { epoch, reset: false, ...changes }
    const { revision } = user
    const none = { channels: [], left: [], drafts: [], blocks: [], scheduled: [], reminders: [] }
    return { epoch, reset: true, revision, more: false, me: null, ...none }
  })
}

/** @returns null when there is too much to tell, or `since` is from the future */
async function readUserChanges(
  tx: Tx,
  user: typeof users.$inferSelect,
  since: number,
  limit: number,
): Promise<Changes | null> {
  if (since > user.revision) return null
  const asked = askedTable([{ head: user, since }])
  const places = await findNewer(tx, asked, { max: limits.changesMax + 1, withMembers: true })
  if (places.length > limits.changesMax) return null
  const page = cut(places, limit)
  const more = page.length < places.length
  const revision = more ? (page.at(-1)?.revision ?? since) : user.revision
  const memberships = page.some(({ kind }) => kind === 'members')
    ? await readMemberships(tx, user.id, { since, revision })
    : []
  const current = memberships.filter((row) => !row.leftAt).map((row) => row.channelId)
  return {
    revision,
    more,
    me: !more && user.profileRevision > since ? toMe(user) : null,
    channels: await summariesOf(tx, user.id, current),
    left: memberships.filter((row) => row.leftAt).map((row) => row.channelId),
    ...toMine(await readOwnRows(tx, page)),
  }
}

/** The first of them, `limit` unless that would cut inside a revision: then fewer, or else all of the first revision. */
function cut(places: readonly OwnPlace[], limit: number): OwnPlace[] {
  const next = places[limit]?.revision
  if (next === undefined) return [...places]
  const whole = places.slice(0, limit).filter(({ revision }) => revision < next)
  return whole.length > 0 ? whole : places.filter(({ revision }) => revision === next)
}

const readMemberships = (tx: Tx, userId: string, { since, revision }: { since: number; revision: number }) =>
  tx
    .select({ channelId: members.channelId, leftAt: members.leftAt })
    .from(members)
    .where(and(eq(members.userId, userId), gt(members.userRevision, since), lte(members.userRevision, revision)))
    .orderBy(members.userRevision)
