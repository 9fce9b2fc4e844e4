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
import { peerOf } from '../channel/direct-key.ts'
import { toSummary } from '../channel/summary.ts'
import { notFound } from '../errors.ts'
import { channelPublication, userPublication } from '../event/publish.ts'
import { acceptByJoining } from '../invitation/end.ts'
import { type PostedNotice, postNotice } from '../notice/post.ts'
import { memberEvent } from './event.ts'
import { toMember } from './present.ts'

const { members, messages, users } = schema

type Options = {
  /** By default everybody becomes a plain `member`. */
  role?: (userId: string) => MemberRow['role']
  /** Whether this user wants to be in the channel themselves, as by default. Whoever adds others passes false. */
  hasChosen?: (userId: string) => boolean
  /** The notice to post about those who were no members before, and who does it. By default there is none. */
  notice?: { by: string; of: (coming: string[]) => Notice }
}

/**
 * Makes these users members of a locked channel; who is a member already stays as they are. For new members, and for
 * those who come back, everything up to now counts as read, the notice included. Invitations to the channel that wait
 * are accepted with it. Each new member takes one revision of
 * the channel and one of their own stream. The number of statements does not depend on the number of users.
 *
 * @returns all of them as members, and what to publish after the commit
 * @throws Refusal `NOT_FOUND` when one of the users does not exist
 */
export async function startMemberships(
  tx: Tx,
  channel: ChannelRow,
  userIds: readonly string[],
  { role = () => 'member', hasChosen = () => true, notice }: Options = {},
): Promise<{ members: Member[]; publications: Publication[] }> {
  const wanted = [...new Set(userIds)].sort()
  if (wanted.length === 0) return { members: [], publications: [] }
  const already = await tx
    .select()
    .from(members)
    .where(and(eq(members.channelId, channel.id), inArray(members.userId, wanted)))
  const staying = already.filter((row) => !row.leftAt)
  const present = new Set(staying.map((row) => row.userId))
  const choosing = staying.filter(({ userId, chosen }) => !chosen && hasChosen(userId)).map(({ userId }) => userId)
  if (choosing.length > 0) {
    const areChoosing = and(eq(members.channelId, channel.id), inArray(members.userId, choosing))
    await tx.update(members).set({ chosen: true }).where(areChoosing)
  }
  const coming = wanted.filter((userId) => !present.has(userId))
  if (coming.length === 0) return { members: staying.map(toMember), publications: [] }
  const posted = notice ? await postNotice(tx, channel, notice.by, notice.of(coming)) : { channel, events: [] }
  const { lastNumber, counted } = posted.channel
  const last = await nextRevision(tx, channel.id, coming.length)
  const own = await nextUserRevisions(tx, coming)
  if (own.size < coming.length) throw notFound('user')
  const joined = await insert(
    tx,
    coming.map((userId, i) => ({
      channelId: channel.id,
      userId,
      role: role(userId),
      chosen: hasChosen(userId),
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
      { channel: { ...posted.channel, revision: last }, events: posted.events },
      joined,
    ),
  }
}

async function insert(tx: Tx, rows: (typeof members.$inferInsert)[]): Promise<MemberRow[]> {
  const fresh = (column: string) => sql.raw(`excluded.${column}`)
  const back = {
    role: fresh('role'),
    chosen: fresh('chosen'),
    joinedAt: fresh('joined_at'),
    leftAt: null,
    revision: fresh('revision'),
    userRevision: fresh('user_revision'),
    readNumber: fresh('read_number'),
    readCounted: fresh('read_counted'),
    skipped: 0,
  }
  const joined = await tx
    .insert(members)
    .values(rows)
    .onConflictDoUpdate({ target: [members.channelId, members.userId], set: back })
    .returning()
  return joined.sort((a, b) => a.revision - b.revision)
}

/** The channel is told of its new members, and each new member is sent the channel. */
async function publications(
  tx: Tx,
  { channel, events: before }: PostedNotice,
  joined: MemberRow[],
): Promise<Publication[]> {
  const events = [...before, ...joined.map(memberEvent)]
  const message = await lastMessageOf(tx, channel)
  const accepted = channel.kind === 'thread' ? new Map<string, never>() : await acceptByJoining(tx, channel.id, joined)
  const peers = await peersOf(tx, channel)
  const toNewMembers = joined.map((member) => {
    const peer = peers.get(peerOf(channel.directKey, member.userId) ?? '') ?? null
    const revision = member.userRevision
    // They have ended following the thread, and only look at it again.
    if (!member.follows) {
      const left = { type: 'left' as const, after: revision - 1, revision, channelId: channel.id }
      return userPublication(member.userId, left)
    }
    // A new member has read everything.
    const summary = toSummary({ channel, member, message, mentions: 0, peer })
    const joinedEvent = { type: 'joined' as const, after: revision - 1, revision, channel: summary }
    const invitation = accepted.get(member.userId)
    return userPublication(member.userId, invitation ? [invitation, joinedEvent] : joinedEvent, {
      joined: { channelId: channel.id, revision: channel.revision },
    })
  })
  return [channelPublication(channel.id, events), ...toNewMembers]
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
