import { schema } from '@chime/db'
import type { ChannelSummary } from '@chime/protocol'
import { and, eq, sql } from 'drizzle-orm'
import type { SignedInContext } from '../context.ts'
import { change } from '../event/publish.ts'
import { limit, rules } from '../limit.ts'
import { admit } from '../member/admit.ts'
import { readable } from './access.ts'
import { summaryOf } from './summary.ts'

const { channels } = schema

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
  return change(ctx.services, async (tx, say) => {
    const { kind, name, description, clientId } = input
    const [channel] = await tx
      .insert(channels)
      .values({ kind, name, description, clientId, createdBy: userId })
      // Waits for a first try that is under way, and finds it.
      .onConflictDoNothing({ target: [channels.createdBy, channels.clientId] })
      .returning()
    if (channel) {
      const roles = (id: string) => (id === userId ? ('owner' as const) : ('member' as const))
      const { publications } = await admit(tx, channel, [userId, ...(input.memberIds ?? [])], roles)
      say(...publications)
      return summaryOf(tx, userId, channel.id)
    }
    const [known] = await tx
      .select({ id: channels.id })
      .from(channels)
      .where(and(eq(channels.createdBy, userId), eq(channels.clientId, sql`${clientId}`)))
    if (!known) throw new Error('an insert conflicted with nothing')
    await readable(tx, userId, known.id)
    return summaryOf(tx, userId, known.id)
  })
}
