import { type ChannelRow, lockChannel, lockUsers, schema, type Tx } from '@chime/db'
import { type ChannelSummary, foldVersion } from '@chime/protocol'
import type { Publication } from '@chime/realtime'
import { and, eq, inArray, sql } from 'drizzle-orm'
import { mustMeetNobodyBlocked } from '../block/access.ts'
import type { SignedInContext } from '../context.ts'
import { notFound } from '../errors.ts'
import { change } from '../event/publish.ts'
import { invite } from '../invitation/invite.ts'
import { membersPerTransaction, mustAllExist } from '../member/add.ts'
import { startMemberships } from '../member/start-memberships.ts'
import { claimName } from '../name/claims.ts'
import { foldName } from '../name/keys.ts'
import { limit, rules } from '../rate-limits.ts'
import { whoIsAsked } from '../reach/who-is-asked.ts'
import { snapshot } from '../snapshot.ts'
import { isOpen, loadReadable } from './access.ts'
import { mustPassFilters } from './filter.ts'
import { summaryOf } from './summary.ts'

const { channels, members } = schema

type Input = {
  kind: 'group' | 'public' | 'announcement'
  name: string
  description?: string
  memberIds?: string[]
  clientId?: string
}

/**
 * Makes a channel with the caller as its owner. Whoever they may not add without asking is invited. A retry with the same `clientId` returns the channel of the first
 * attempt.
 *
 * @throws Refusal `CONFLICT` for an open channel whose name looks like that of another open one; `FORBIDDEN` where the
 * caller and one of the members have blocked each other
 */
export async function createChannel(ctx: SignedInContext, input: Input): Promise<ChannelSummary> {
  const { userId } = ctx.actor
  await limit(ctx, rules.create, userId)
  const people = [userId, ...new Set((input.memberIds ?? []).filter((id) => id !== userId))]
  if (people.length > membersPerTransaction) await mustAllExist(ctx.services.db, people)
  const channelId = await makeChannel(ctx, input, people)
  for (let from = membersPerTransaction; from < people.length; from += membersPerTransaction) {
    await addMore(ctx, channelId, people.slice(from, from + membersPerTransaction))
  }
  return snapshot(ctx.services.db, async (tx) => {
    // This may be a retry, and the caller is removed meanwhile.
    await loadReadable(tx, userId, channelId)
    return summaryOf(tx, userId, channelId)
  })
}

/**
 * Makes the channel with the first of these people.
 *
 * @returns the id of the channel, whether this attempt made it or an earlier one
 */
function makeChannel(ctx: SignedInContext, input: Input, people: string[]): Promise<string> {
  const { userId } = ctx.actor
  return change(ctx.services, async (tx, publishAfterCommit) => {
    const { kind, name, description, clientId } = input
    const [channel] = await tx
      .insert(channels)
      .values({ kind, name, nameFolded: foldName(name), foldVersion, description, clientId, createdBy: userId })
      // If an earlier attempt is still running, this waits for its commit and then finds its channel.
      .onConflictDoNothing({ target: [channels.createdBy, channels.clientId] })
      .returning()
    if (channel) {
      mustPassFilters(ctx, { id: null, name, description })
      if (isOpen(channel)) await claimName(tx, 'channel', { id: channel.id, name }, 'name')
      const first = people.slice(0, membersPerTransaction)
      // From here on none of them can block the caller, or become stricter, before they are added.
      if ((await lockUsers(tx, first)).length < first.length) throw notFound('user')
      await mustMeetNobodyBlocked(tx, userId, people)
      publishAfterCommit(...(await bringTogether(ctx, tx, channel, first)))
      return channel.id
    }
    const [known] = await tx
      .select({ id: channels.id })
      .from(channels)
      .where(and(eq(channels.createdBy, userId), eq(channels.clientId, sql`${clientId}`)))
    if (!known) throw new Error('an insert conflicted with nothing')
    await loadReadable(tx, userId, known.id)
    return known.id
  })
}

/**
 * Adds only people who never were members. So a retry continues where the first attempt broke off, and does not bring
 * back anybody who was removed since.
 */
function addMore(ctx: SignedInContext, channelId: string, people: string[]): Promise<void> {
  return change(ctx.services, async (tx, publishAfterCommit) => {
    const channel = await lockChannel(tx, channelId)
    if (!channel) return
    const known = await tx
      .select({ userId: members.userId })
      .from(members)
      .where(and(eq(members.channelId, channelId), inArray(members.userId, people)))
    const were = new Set(known.map((row) => row.userId))
    const coming = people.filter((id) => !were.has(id))
    await lockUsers(tx, coming)
    publishAfterCommit(...(await bringTogether(ctx, tx, channel, coming)))
  })
}

/** Makes these locked people members of the caller's new channel, or invites them. @returns what to publish */
async function bringTogether(
  { actor: { userId }, services }: SignedInContext,
  tx: Tx,
  channel: ChannelRow,
  people: readonly string[],
): Promise<Publication[]> {
  const others = people.filter((id) => id !== userId)
  const asked = await whoIsAsked(tx, services.people, userId, others)
  const { publications } = await startMemberships(
    tx,
    channel,
    people.filter((id) => !asked.has(id)),
    { role: (id) => (id === userId ? 'owner' : 'member'), hasChosen: (id) => id === userId },
  )
  return [...publications, ...(await invite(tx, channel, [...asked], userId)).publications]
}
