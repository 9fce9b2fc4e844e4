import { type ChannelRow, type MemberRow, type MessageRow, nextRevision, schema, type Tx } from '@chime/db'
import type { Message } from '@chime/protocol'
import type { Publication } from '@chime/realtime'
import { and, eq } from 'drizzle-orm'
import { mustNotBeBlocked } from '../block/access.ts'
import { lockAsMember, lockWithParent, mustNotBeArchived } from '../channel/access.ts'
import { peerOf } from '../channel/direct-key.ts'
import type { SignedInContext } from '../context.ts'
import { notFound, Refusal } from '../errors.ts'
import { change, channelPublication } from '../event/publish.ts'
import { toMessage } from './present.ts'

const { messages } = schema

export type MessageKey = { channelId: string; number: number }
/** A message whose channel is locked. For `parentChannel` and `member` see `lockAsMember`. */
export type LockedMessage = {
  tx: Tx
  message: MessageRow
  channel: ChannelRow
  parentChannel: ChannelRow
  member: MemberRow
  publishAfterCommit: (...publications: Publication[]) => void
}

/** The condition for the message's row in `messages`. */
export const ofMessage = ({ channelId, number }: MessageKey) =>
  and(eq(messages.channelId, channelId), eq(messages.number, number))

/**
 * Changes a message: locks its channel, gives the message a new revision, and tells everybody.
 *
 * @param decide checks permissions and returns the columns to set; null when nothing changes, and then there is no new
 * revision
 * @param options.withParent locks the parent channel of a thread too, for changes that concern its members or the
 * message above
 * @throws Refusal `NOT_FOUND` for outsiders and where there is no such message, and what `decide` throws
 */
export function changeMessage(
  ctx: SignedInContext,
  key: MessageKey,
  decide: (found: LockedMessage) => Promise<Partial<MessageRow> | null>,
  { withParent = false } = {},
): Promise<Message> {
  const { channelId } = key
  return change(ctx.services, async (tx, publishAfterCommit) => {
    if (withParent) await lockWithParent(tx, channelId)
    const isParentLocked = withParent
    const { channel, parentChannel, member } = await lockAsMember(tx, ctx.actor.userId, channelId, { isParentLocked })
    const { changed } = await changeRow({ tx, publishAfterCommit }, key, (message) =>
      decide({ tx, message, channel, parentChannel, member, publishAfterCommit }),
    )
    return changed
  })
}

/**
 * Changes a message whose channel is locked, for whoever may do so.
 *
 * @param decide as for `changeMessage`
 * @returns the message as it is now, and its row as it was
 */
export async function changeRow(
  { tx, publishAfterCommit }: Pick<LockedMessage, 'tx' | 'publishAfterCommit'>,
  key: MessageKey,
  decide: (before: MessageRow) => Promise<Partial<MessageRow> | null>,
): Promise<{ before: MessageRow; changed: Message }> {
  const { channelId } = key
  const [before] = await tx.select().from(messages).where(ofMessage(key))
  if (!before) throw notFound('message')
  const set = await decide(before)
  if (!set) return { before, changed: toMessage(before) }
  const revision = await nextRevision(tx, channelId)
  const [row] = await tx
    .update(messages)
    .set({ ...set, revision })
    .where(ofMessage(key))
    .returning()
  if (!row) throw new Error('a message of a locked channel is gone')
  const changed = toMessage(row)
  publishAfterCommit(
    channelPublication(channelId, [{ type: 'message', channelId, after: revision - 1, revision, message: changed }]),
  )
  return { before, changed }
}

/**
 * Refuses changes of messages where nobody may send one: an edit or a reaction says something too. That is so in an
 * archived channel, and between two people of whom one has blocked the other.
 *
 * @throws Refusal `FORBIDDEN`
 */
export async function mustTakeChanges({ tx, channel, parentChannel, member }: LockedMessage): Promise<void> {
  mustNotBeArchived(channel)
  mustNotBeArchived(parentChannel)
  const peerId = peerOf(parentChannel.directKey, member.userId)
  if (peerId !== null) await mustNotBeBlocked(tx, member.userId, peerId)
}

/**
 * @throws Refusal `FORBIDDEN` for notices: nobody wrote them, so nobody may change what they report, not even owners
 */
export function mustNotBeNotice({ kind }: MessageRow): void {
  if (kind === 'system') throw new Refusal('FORBIDDEN', 'A notice stays as it is')
}

/** @throws Refusal `FORBIDDEN` */
export function mustNotBeDeleted({ deletedAt }: MessageRow): void {
  if (deletedAt) throw deleted()
}

export const deleted = () => new Refusal('FORBIDDEN', 'The message was deleted')
