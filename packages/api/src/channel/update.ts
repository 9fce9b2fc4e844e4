import { nextRevision, schema } from '@chime/db'
import type { Channel } from '@chime/protocol'
import { eq } from 'drizzle-orm'
import type { SignedInContext } from '../context.ts'
import { change, channelPublication } from '../event/publish.ts'
import { lockAsMember, mustHaveOwnPeople, mustManage, mustNotBeArchived } from './access.ts'
import { toChannel } from './present.ts'

type Input = { channelId: string; name?: string; description?: string | null }

/** Renames, describes. Fields left out stay. In a group every member may; elsewhere owners and admins. */
export function updateChannel(ctx: SignedInContext, { channelId, name, description }: Input): Promise<Channel> {
  return change(ctx.services, async (tx, say) => {
    const { channel, member } = await lockAsMember(tx, ctx.actor.userId, channelId)
    mustHaveOwnPeople(channel)
    mustNotBeArchived(channel)
    if (channel.kind !== 'group') mustManage(member)
    const revision = await nextRevision(tx, channelId)
    const [row] = await tx
      .update(schema.channels)
      .set({ name, description, changedRevision: revision })
      .where(eq(schema.channels.id, channelId))
      .returning()
    if (!row) throw new Error('a locked channel is gone')
    const updated = toChannel(row)
    const event = { type: 'channel' as const, channelId, after: revision - 1, revision, channel: updated }
    say(channelPublication(channelId, [event]))
    return updated
  })
}
