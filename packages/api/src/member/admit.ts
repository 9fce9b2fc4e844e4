import {
  type ChannelRow,
  type MemberRow,
  type MessageRow,
  nextRevision,
  nextUserRevisions,
  schema,
  type Tx,
  type UserRow,
} from '@chime/db'
import type { Member, Notice } from '@chime/protocol'
import type { Publication } from '@chime/realtime'
import { and, eq, inArray, sql } from 'drizzle-orm'
import { type Noted, note } from '../channel/notice.ts'
import { toMember } from '../channel/present.ts'
import { peerOf, toSummary } from '../channel/summary.ts'
import { notFound } from '../errors.ts'
import { channelPublication, userPublication } from '../event/publish.ts'
import { memberEvent } from './event.ts'

const { members, messages, users } = schema

type Admission = {
  /** Default: `member` for all. */
  role?: (userId: string) => MemberRow['role']
  /** What the timeline says of those who were not in it before, and by whom. Default: nothing. */
  notice?: { by: string; of: (coming: string[]) => Notice }
}

/**
 * Makes these users members of a locked channel; those who are already stay as they are. Unread starts at the head,
 * on coming back too, and behind the notice of it. Each new member takes one revision of the channel and one of their own
 * stream. As many statements for a hundred as for one.
 *
 * @returns every one of them as member, and what to publish after the commit
 * @throws Refusal `NOT_FOUND` when one of them is nobody
 */
export async function admit(
  tx: Tx,
  channel: ChannelRow,
  userIds: readonly string[],
  { role = () => 'member', notice }: Admission = {},
): Promise<{ members: Member[]; publications: Publication[] }> {
  const wanted = [...new Set(userIds)].sort()
  if (wanted.length === 0) return { members: [], publications: [] }
  const already = await tx
    .select()
    .from(members)
    .where(and(eq(members.channelId, channel.id), inArray(members.userId, wanted)))
  const staying = already.filter((row) => !row.leftAt)
  const present = new Set(staying.map((row) => row.userId))
  const coming = wanted.filter((userId) => !present.has(userId))
  if (coming.length === 0) return { members: staying.map(toMember), publications: [] }
  const noted = notice ? await note(tx, channel, notice.by, notice.of(coming)) : { channel, events: [] }
  const { lastNumber, counted } = noted.channel
  const last = await nextRevision(tx, channel.id, coming.length)
  const own = await nextUserRevisions(tx, coming)
  if (own.size < coming.length) throw notFound('user')
  const joined = await insert(
    tx,
    coming.map((userId, i) => ({
      channelId: channel.id,
      userId,
      role: role(userId),
      joinedAt: new Date(),
      revision: last - coming.length + 1 + i,
      userRevision: own.get(userId) ?? 0,
      readNumber: lastNumber,
      readCounted: counted,
    })),
  )
  return {
    members: [...staying, ...joined].map(toMember),
    publications: await publications(
      tx,
      { channel: { ...noted.channel, revision: last }, events: noted.events },
      joined,
    ),
  }
}

async function insert(tx: Tx, rows: (typeof members.$inferInsert)[]): Promise<MemberRow[]> {
  const fresh = (column: string) => sql.raw(`excluded.${column}`)
  const back = {
    role: fresh('role'),
    joinedAt: fresh('joined_at'),
    leftAt: null,
    revision: fresh('revision'),
    userRevision: fresh('user_revision'),
    readNumber: fresh('read_number'),
    readCounted: fresh('read_counted'),
  }
  const joined = await tx
    .insert(members)
    .values(rows)
    .onConflictDoUpdate({ target: [members.channelId, members.userId], set: back })
    .returning()
  return joined.sort((a, b) => a.revision - b.revision)
}

/** The channel hears of its new members, and each of these gets the channel. */
async function publications(tx: Tx, { channel, events: before }: Noted, joined: MemberRow[]): Promise<Publication[]> {
  const events = [...before, ...joined.map(memberEvent)]
  const message = await lastMessageOf(tx, channel)
  const peers = await peersOf(tx, channel)
  const told = joined.map((member) => {
    const peer = peers.get(peerOf(channel.directKey, member.userId) ?? '') ?? null
    const revision = member.userRevision
    return userPublication(
      member.userId,
      // Whoever comes has read everything.
      {
        type: 'joined',
        after: revision - 1,
        revision,
        channel: toSummary({ channel, member, message, mentions: 0, peer }),
      },
      { joined: { channelId: channel.id, revision: channel.revision } },
    )
  })
  return [channelPublication(channel.id, events), ...told]
}

async function lastMessageOf(tx: Tx, { id, lastNumber }: ChannelRow): Promise<MessageRow | null> {
  if (lastNumber === 0) return null
  const [row] = await tx
    .select()
    .from(messages)
    .where(and(eq(messages.channelId, id), eq(messages.number, lastNumber)))
  return row ?? null
}

async function peersOf(tx: Tx, { directKey }: ChannelRow): Promise<Map<string, UserRow>> {
  if (directKey === null) return new Map()
  const rows = await tx
    .select()
    .from(users)
    .where(inArray(users.id, directKey.split(':')))
  return new Map(rows.map((row) => [row.id, row]))
}
