import { AppendError, schema, type Tx } from '@chime/db'
import { and, eq, isNull, or } from 'drizzle-orm'
import { loadReadable } from '../channel/access.ts'

const { blocks, channels } = schema

/**
 * Checks what the message log would check of an author, but in advance and without a lock, and refuses with the same
 * errors: whoever could not send now may not schedule. When the time has come, the message log checks it again.
 *
 * @throws AppendError, Refusal `NOT_FOUND`
 */
export async function mustBeAbleToSend(tx: Tx, userId: string, channelId: string): Promise<void> {
  const { channel, parentMember, isArchived } = await loadReadable(tx, userId, channelId)
  // A reader of an open channel who is no member.
  if (!parentMember) throw new AppendError('outsider', { kind: 'public' })
  if (isArchived) throw new AppendError('archived')
  if (channel.kind === 'announcement' && parentMember.role === 'member') throw new AppendError('readonly')
  const [parentChannel] = await tx
    .select({ directKey: channels.directKey })
    .from(channels)
    .where(eq(channels.id, parentMember.channelId))
  const other = parentChannel?.directKey?.split(':').find((id) => id !== userId)
  if (other === undefined) return
  const between = or(
    and(eq(blocks.userId, userId), eq(blocks.blockedId, other)),
    and(eq(blocks.userId, other), eq(blocks.blockedId, userId)),
  )
  const [block] = await tx
    .select()
    .from(blocks)
    .where(and(between, isNull(blocks.liftedAt)))
    .limit(1)
  if (block) throw new AppendError('blocked')
}
