import { schema, type Tx } from '@chime/db'
import { and, eq, isNull, or } from 'drizzle-orm'
import { archived, mustManage, readable } from '../channel/access.ts'
import { Refusal } from '../errors.ts'

const { blocks, channels } = schema

/**
 * What the message log asks of an author, asked beforehand and without a lock: whoever could not send now may not schedule. What
 * holds when the time has come, the log decides.
 *
 * @throws Refusal `NOT_FOUND`, `FORBIDDEN`
 */
export async function mustBeAbleToWrite(tx: Tx, userId: string, channelId: string): Promise<void> {
  const { channel, homeMember, isArchived } = await readable(tx, userId, channelId)
  if (!homeMember) throw new Refusal('FORBIDDEN', 'Join the channel to write in it')
  if (isArchived) throw archived()
  if (channel.kind === 'announcement') mustManage(homeMember)
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
  if (block) throw new Refusal('FORBIDDEN', 'One of you has blocked the other')
}
