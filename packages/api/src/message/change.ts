import { type MessageRow, nextRevision, schema, type Tx } from '@chime/db'
import type { Message } from '@chime/protocol'
import { and, eq } from 'drizzle-orm'
import { type ChannelRow, lockAsMember, type MemberRow, mustNotBeArchived } from '../channel/access.ts'
import { peerOf } from '../channel/summary.ts'
import type { SignedInContext } from '../context.ts'
import { notFound, Refusal } from '../errors.ts'
import { change, channelPublication } from '../event/publish.ts'
import { mustNotBeBlocked } from '../user/block.ts'
import { toMessage } from './present.ts'

const { messages } = schema

export type Place = { channelId: string; number: number }
/** A message under its channel's lock. `home` and `member`: see `lockAsMember`. */
export type Found = { tx: Tx; message: MessageRow; channel: ChannelRow; home: ChannelRow; member: MemberRow }

/** Which row of the tables that belong to messages. */
export const placeOf = ({ channelId, number }: Place) =>
  and(eq(messages.channelId, channelId), eq(messages.number, number))

/**
 * Changes a message: locks its channel, gives the message a new revision, and tells everybody.
 *
 * @param decide checks what must hold and returns what is to be set; null when there is nothing to change: no revision then
 * @throws Refusal `NOT_FOUND` for outsiders and where there is no such message, and what `decide` throws
 */
export function changeMessage(
  ctx: SignedInContext,
  place: Place,
  decide: (found: Found) => Promise<Partial<MessageRow> | null>,
): Promise<Message> {
  const { channelId } = place
  return change(ctx.services, async (tx, say) => {
    const { channel, home, member } = await lockAsMember(tx, ctx.actor.userId, channelId)
    const [message] = await tx.select().from(messages).where(placeOf(place))
    if (!message) throw notFound('message')
    const set = await decide({ tx, message, channel, home, member })
    if (!set) return toMessage(message)
    const revision = await nextRevision(tx, channelId)
    const [row] = await tx
      .update(messages)
      .set({ ...set, revision })
      .where(placeOf(place))
      .returning()
    if (!row) throw new Error('a message of a locked channel is gone')
    const changed = toMessage(row)
    say(
      channelPublication(channelId, [{ type: 'message', channelId, after: revision - 1, revision, message: changed }]),
    )
    return changed
  })
}

/**
 * What is said stays as it is in an archived channel, and between two of whom one has blocked the other: an edit or a reaction is
 * a message too.
 *
 * @throws Refusal `FORBIDDEN`
 */
export async function mustTakeChanges({ tx, channel, home, member }: Found): Promise<void> {
  mustNotBeArchived(channel)
  mustNotBeArchived(home)
  const peerId = peerOf(home.directKey, member.userId)
  if (peerId !== null) await mustNotBeBlocked(tx, member.userId, peerId)
}

/** @throws Refusal `FORBIDDEN` for what nobody wrote: what has happened stays as it was told, by owners too */
export function mustNotBeNotice({ kind }: MessageRow): void {
  if (kind === 'system') throw new Refusal('FORBIDDEN', 'A notice stays as it is')
}

/** @throws Refusal `FORBIDDEN` */
export function mustNotBeDeleted({ deletedAt }: MessageRow): void {
  if (deletedAt) throw deleted()
}

export const deleted = () => new Refusal('FORBIDDEN', 'The message was deleted')
