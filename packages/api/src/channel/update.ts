import { type ChannelRow, nextRevision, schema, type Tx } from '@chime/db'
import { type Channel, foldVersion, type Notice } from '@chime/protocol'
import { eq } from 'drizzle-orm'
import type { SignedInContext } from '../context.ts'
import { type ChannelEvent, change, channelPublication } from '../event/publish.ts'
import { claimName } from '../name/claims.ts'
import { foldName } from '../name/keys.ts'
import { postNotice } from '../notice/post.ts'
import { limit, rules } from '../rate-limits.ts'
import { isOpen, lockAsMember, mustHaveOwnPeople, mustManage, mustNotBeArchived } from './access.ts'
import { mustPassFilters } from './filter.ts'
import { toChannel } from './present.ts'

type Fields = { name?: string; description?: string | null; slowModeSeconds?: number }

/**
 * Changes a channel's name, description or slow mode. Fields that are left out stay, and setting the present value
 * changes nothing. In a group every member may change name and description; all else is for owners and admins.
 */
export async function updateChannel(
  ctx: SignedInContext,
  { channelId, ...fields }: Fields & { channelId: string },
): Promise<Channel> {
  await limit(ctx, rules.change, ctx.actor.userId)
  return change(ctx.services, async (tx, publishAfterCommit) => {
    const { channel, member } = await lockAsMember(tx, ctx.actor.userId, channelId)
    mustHaveOwnPeople(channel)
    mustNotBeArchived(channel)
    if (channel.kind !== 'group' || fields.slowModeSeconds !== undefined) mustManage(member)
    mustPassFilters(ctx, {
      id: channelId,
      name: fields.name === channel.name ? undefined : fields.name,
      description: fields.description === channel.description ? undefined : fields.description,
    })
    const notices = noticesOf(channel, fields)
    const set = { ...fields, ...(await namedAnew(tx, channel, fields)) }
    const { row, events } = await changeChannel(tx, channel, set, member.userId, notices)
    if (events.length > 0) publishAfterCommit(channelPublication(channelId, events))
    return toChannel(row)
  })
}

/** Takes the new name for an open channel, and folds it. */
async function namedAnew(tx: Tx, channel: ChannelRow, { name }: Fields) {
  if (name === undefined || name === channel.name) return null
  if (isOpen(channel)) await claimName(tx, 'channel', { id: channel.id, name }, 'name')
  return { nameFolded: foldName(name), foldVersion, nameClashes: false }
}

/**
 * Posts the notices of a change in a locked channel, and then changes its row.
 *
 * @param notices when there are none, nothing changes
 * @param by the id of the user who makes the change
 */
export async function changeChannel(
  tx: Tx,
  channel: ChannelRow,
  set: Partial<ChannelRow>,
  by: string,
  notices: readonly Notice[],
): Promise<{ row: ChannelRow; events: ChannelEvent[] }> {
  if (notices.length === 0) return { row: channel, events: [] }
  const events: ChannelEvent[] = []
  for (const notice of notices) events.push(...(await postNotice(tx, channel, by, notice)).events)
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
