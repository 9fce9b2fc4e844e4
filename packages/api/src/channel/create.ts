import { lockChannel, schema } from '@chime/db'
import type { ChannelSummary } from '@chime/protocol'
import { and, eq, inArray, sql } from 'drizzle-orm'
import type { SignedInContext } from '../context.ts'
import { change } from '../event/publish.ts'
import { limit, rules } from '../limit.ts'
import { admittedAtOnce, mustBeSomebody } from '../member/add.ts'
import { admit } from '../member/admit.ts'
import { snapshot } from '../snapshot.ts'
import { readable } from './access.ts'
import { summaryOf } from './summary.ts'

const { channels, members } = schema

type Input = {
  kind: 'group' | 'public' | 'announcement'
  name: string
  description?: string
  memberIds?: string[]
  clientId?: string
}

/** Makes a channel with me as its owner. A retry with the same `clientId` gets the channel of the first try. */
export async function createChannel(ctx: SignedInContext, input: Input): Promise<ChannelSummary> {
  const { userId } = ctx.actor
  await limit(ctx, rules.create, userId)
  const people = [userId, ...new Set((input.memberIds ?? []).filter((id) => id !== userId))]
  if (people.length > admittedAtOnce) await mustBeSomebody(ctx.services.db, people)
  const channelId = await makeChannel(ctx, input, people.slice(0, admittedAtOnce))
  for (let from = admittedAtOnce; from < people.length; from += admittedAtOnce) {
    await admitMore(ctx, channelId, people.slice(from, from + admittedAtOnce))
  }
  return snapshot(ctx.services.db, (tx) => summaryOf(tx, userId, channelId))
}

/** @returns the id of the channel, made now or before */
function makeChannel(ctx: SignedInContext, input: Input, people: string[]): Promise<string> {
  const { userId } = ctx.actor
  return change(ctx.services, async (tx, say) => {
    const { kind, name, description, clientId } = input
    const [channel] = await tx
      .insert(channels)
      .values({ kind, name, description, clientId, createdBy: userId })
      // Waits for a first try that is under way, and finds it.
      .onConflictDoNothing({ target: [channels.createdBy, channels.clientId] })
      .returning()
    if (channel) {
      const { publications } = await admit(tx, channel, people, {
        role: (id) => (id === userId ? 'owner' : 'member'),
      })
      say(...publications)
      return channel.id
    }
    const [known] = await tx
      .select({ id: channels.id })
      .from(channels)
      .where(and(eq(channels.createdBy, userId), eq(channels.clientId, sql`${clientId}`)))
    if (!known) throw new Error('an insert conflicted with nothing')
    await readable(tx, userId, known.id)
    return known.id
  })
}

/** Those who were never in it: a retry goes on where the first try broke off, and brings nobody back who was removed since. */
function admitMore(ctx: SignedInContext, channelId: string, people: string[]): Promise<void> {
  return change(ctx.services, async (tx, say) => {
    const channel = await lockChannel(tx, channelId)
    if (!channel) return
    const known = await tx
      .select({ userId: members.userId })
      .from(members)
      .where(and(eq(members.channelId, channelId), inArray(members.userId, people)))
    const were = new Set(known.map((row) => row.userId))
    const { publications } = await admit(
      tx,
      channel,
      people.filter((id) => !were.has(id)),
    )
    say(...publications)
  })
}
