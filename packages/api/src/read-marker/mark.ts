import { lockChannel, type Tx } from '@chime/db'
import type { Membership } from '@chime/protocol'
import type { SignedInContext } from '../context.ts'
import { notFound } from '../errors.ts'
import { changeMembership, type OwnMembership } from '../member/change-membership.ts'
import { limit, rules } from '../rate-limits.ts'
import { markerEvent } from './event.ts'
import { positionAt } from './position.ts'
import { publishReceipts } from './receipts.ts'

type MarkRead = { channelId: string; number: number; version?: number }

/**
 * Moves the caller's marker forward to `number`, for all their devices. It never moves back: a smaller number, and a
 * call that is based on an older `version` of the marker, change nothing and return the marker as it is.
 */
export async function markRead(ctx: SignedInContext, { channelId, number, version }: MarkRead): Promise<Membership> {
  const { membership, channel, hasChanged } = await moveMarker(ctx, channelId, ({ channel, member }) => {
    if (version !== undefined && version < member.readVersion) return null
    const target = Math.min(number, channel.lastNumber)
    return target > member.readNumber ? target : null
  })
  if (hasChanged) publishReceipts(ctx, [{ channel, readNumber: membership.readNumber }])
  return membership
}

/**
 * Moves the caller's marker back to just before `number`, which becomes the first unread message. Nobody else is told.
 */
export async function markUnread(
  ctx: SignedInContext,
  { channelId, number }: { channelId: string; number: number },
): Promise<Membership> {
  await limit(ctx, rules.change, ctx.actor.userId)
  const decide = ({ channel }: OwnMembership) => {
    if (number > channel.lastNumber) throw notFound('message')
    return number - 1
  }
  // What somebody deletes is counted under the channel's lock, for those whose marker is before it. This call takes the
  // lock too, so that it is certain which of the two came last.
  const { membership } = await moveMarker(ctx, channelId, decide, (tx) => lockChannel(tx, channelId))
  return membership
}

function moveMarker(
  ctx: SignedInContext,
  channelId: string,
  decide: (own: OwnMembership) => number | null,
  first?: (tx: Tx) => Promise<unknown>,
) {
  return changeMembership(
    ctx,
    channelId,
    async (tx, own) => {
      const number = decide(own)
      if (number === null) return null
      return {
        set: { ...(await positionAt(tx, own, number)), readVersion: own.member.readVersion + 1 },
        event: ({ step, ...marked }) => markerEvent(marked, step),
      }
    },
    first,
  )
}
