import { AppendError, schema, type Tx } from '@chime/db'
import { and, eq, isNull, or } from 'drizzle-orm'
import { readable } from '../channel/access.ts'

const { blocks, channels } = schema

/**
 * What the message log asks of an author, asked beforehand and without a lock, and refused as the log does: whoever could not send now
 * may not schedule. What holds when the time has come, the log decides.
 *
 * @throws AppendError, Refusal `NOT_FOUND`
 */
export async function mustBeAbleToWrite(tx: Tx, userId: string, channelId: string): Promise<void> {
  const { channel, homeMember, isArchived } = await readable(tx, userId, channelId)
  // Whom an open channel alone lets read.
  if (!homeMember) throw new AppendError('outsider', { kind: 'public' })
  if (isArchived) throw new AppendError('archived')
  if (channel.kind === 'announcement' && homeMember.role === 'member') throw new AppendError('readonly')
  const [home] = await tx
    .select({ directKey: channels.directKey })
    .from(channels)
    .where(eq(channels.id, homeMember.channelId))
  const other = home?.directKey?.split(':').find((id) => id !== userId)
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
