import { nextRevision, nextUserRevisions, schema, type Tx } from '@chime/db'
import type { Member } from '@chime/protocol'
import type { Publication } from '@chime/realtime'
import { and, eq, inArray } from 'drizzle-orm'
import type { ChannelRow, MemberRow } from '../channel/access.ts'
import { toMember } from '../channel/present.ts'
import { summaryOf } from '../channel/summary.ts'
import { notFound } from '../errors.ts'
import { type ChannelEvent, channelPublication, userPublication } from '../event/publish.ts'

const { members, users } = schema

/**
 * Makes these users members of a locked channel; those who are already stay as they are. Unread starts at the head,
 * on coming back too. Each new member takes one revision of the channel and one of their own stream.
 *
 * @returns every one of them as member, and what to publish after the commit
 * @throws Refusal `NOT_FOUND` when one of them is nobody
 */
export async function admit(
  tx: Tx,
  channel: ChannelRow,
  userIds: readonly string[],
  role: (userId: string) => MemberRow['role'] = () => 'member',
): Promise<{ members: Member[]; publications: Publication[] }> {
  const wanted = [...new Set(userIds)].sort()
  if (wanted.length === 0) return { members: [], publications: [] }
  const already = await tx
    .select()
    .from(members)
    .where(and(eq(members.channelId, channel.id), inArray(members.userId, wanted)))
  const present = new Set(already.filter((row) => !row.leftAt).map((row) => row.userId))
  const coming = wanted.filter((userId) => !present.has(userId))
  const rows = already.filter((row) => present.has(row.userId))
  const publications: Publication[] = []
  if (coming.length > 0) {
    const existing = await tx.select({ id: users.id }).from(users).where(inArray(users.id, coming))
    if (existing.length < coming.length) throw notFound('user')
    const last = await nextRevision(tx, channel.id, coming.length)
    const own = await nextUserRevisions(tx, coming)
    const events: ChannelEvent[] = []
    const joinedAt = new Date()
    for (const [index, userId] of coming.entries()) {
      const revision = last - coming.length + 1 + index
      const state = {
        role: role(userId),
        joinedAt,
        leftAt: null,
        revision,
        userRevision: own.get(userId) ?? 0,
        readNumber: channel.lastNumber,
        readCounted: channel.counted,
      }
      const [row] = await tx
        .insert(members)
        .values({ channelId: channel.id, userId, ...state })
        .onConflictDoUpdate({ target: [members.channelId, members.userId], set: state })
        .returning()
      if (!row) throw new Error('an upsert returned no row')
      rows.push(row)
      events.push({ type: 'member', channelId: channel.id, after: revision - 1, revision, member: toMember(row) })
    }
    publications.push(channelPublication(channel.id, events))
    for (const userId of coming) {
      const revision = own.get(userId) ?? 0
      const summary = await summaryOf(tx, userId, channel.id)
      publications.push(
        userPublication(
          userId,
          { type: 'joined', after: revision - 1, revision, channel: summary },
          { joined: { channelId: channel.id, revision: summary.revision } },
        ),
      )
    }
  }
  return { members: rows.map(toMember), publications }
}
