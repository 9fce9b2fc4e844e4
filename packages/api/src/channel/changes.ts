import type { Channel, Member, Message } from '@chime/protocol'
import type { SignedInContext } from '../context.ts'
import { readEpoch } from '../event/epoch.ts'
import { toMessage } from '../message/present.ts'
import { snapshot } from '../snapshot.ts'
import { readable } from './access.ts'
import { readChanges } from './newer.ts'
import { toChannel, toMember } from './present.ts'

type Input = { channelId: string; since: number; limit: number }
type Page = {
  epoch: string
  revision: number
  more: boolean
  reset: boolean
  messages: Message[]
  members: Member[]
  channel: Channel | null
}

/**
 * What in the channel is newer than `since`, from current rows: as long as what changed, not as what exists.
 * Too much, or a `since` from the future: `reset`, and the client lists anew.
 */
export function channelChanges(ctx: SignedInContext, { channelId, since, limit }: Input): Promise<Page> {
  return snapshot(ctx.services.db, async (tx) => {
    const { channel } = await readable(tx, ctx.actor.userId, channelId)
    const epoch = await readEpoch(tx)
    const nothing = { epoch, messages: [], members: [] }
    const reset = { ...nothing, revision: channel.revision, more: false, reset: true, channel: null }
    if (since > channel.revision) return reset
    const newer = await readChanges(tx, channel, since, limit)
    if (!newer) return reset
    return {
      epoch,
      revision: newer.more ? newer.revision : channel.revision,
      more: newer.more,
      reset: false,
      messages: newer.messages.map(toMessage),
      members: newer.members.map(toMember),
      channel: newer.more ? null : toChannel(channel),
    }
  })
}
