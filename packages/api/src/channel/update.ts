import { type ChannelRow, nextRevision, schema, type Tx } from '@chime/db'
import type { Channel, Notice } from '@chime/protocol'
import { eq } from 'drizzle-orm'
import type { SignedInContext } from '../context.ts'
import { type ChannelEvent, change, channelPublication } from '../event/publish.ts'
import { limit, rules } from '../limit.ts'
import { lockAsMember, mustHaveOwnPeople, mustManage, mustNotBeArchived } from './access.ts'
import { note } from './notice.ts'
import { toChannel } from './present.ts'

type Fields = { name?: string; description?: string | null; slowModeSeconds?: number }

/**
 * Renames, describes, slows. Fields left out stay, and what is already so is no change. In a group every member may rename and
 * describe it; all else is for owners and admins.
 */
export async function updateChannel(
  ctx: SignedInContext,
  { channelId, ...fields }: Fields & { channelId: string },
): Promise<Channel> {
  await limit(ctx, rules.change, ctx.actor.userId)
  return change(ctx.services, async (tx, say) => {
    const { channel, member } = await lockAsMember(tx, ctx.actor.userId, channelId)
    mustHaveOwnPeople(channel)
    mustNotBeArchived(channel)
    if (channel.kind !== 'group' || fields.slowModeSeconds !== undefined) mustManage(member)
    const { row, events } = await changeChannel(tx, channel, fields, member.userId, noticesOf(channel, fields))
    if (events.length > 0) say(channelPublication(channelId, events))
    return toChannel(row)
  })
}

/**
 * Stamps the row of a locked channel, after the notices of it.
 *
 * @param notices none: nothing changes
 * @param by who does it
 */
export async function changeChannel(
  tx: Tx,
  channel: ChannelRow,
  set: Fields & { archivedAt?: Date | null },
  by: string,
  notices: readonly Notice[],
): Promise<{ row: ChannelRow; events: ChannelEvent[] }> {
  if (notices.length === 0) return { row: channel, events: [] }
  const events: ChannelEvent[] = []
  for (const notice of notices) events.push(...(await note(tx, channel, by, notice)).events)
  const revision = await nextRevision(tx, channel.id)
  const [row] = await tx
    .update(schema.channels)
    .set({ ...set, changedRevision: revision })
    .where(eq(schema.channels.id, channel.id))
    .returning()
  if (!row) throw new Error('a locked channel is gone')
  events.push({ type: 'channel', channelId: row.id, after: revision - 1, revision, channel: toChannel(row) })
  return { row, events }
}

function noticesOf(channel: ChannelRow, { name, description, slowModeSeconds: seconds }: Fields): Notice[] {
  const notices: Notice[] = []
  if (name !== undefined && name !== channel.name) notices.push({ notice: 'renamed', name })
  if (description !== undefined && description !== channel.description)
    notices.push({ notice: 'described', description: description ?? '' })
  if (seconds !== undefined && seconds !== channel.slowModeSeconds) notices.push({ notice: 'slowed', seconds })
  return notices
}
