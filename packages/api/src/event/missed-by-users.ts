import { schema, type Tx } from '@chime/db'
import { limits, type ServerEvent } from '@chime/protocol'
import type { Answer, Repair } from '@chime/realtime'
import { and, asc, eq, getTableColumns, inArray, sql } from 'drizzle-orm'
import type { MemberRow } from '../channel/access.ts'
import { unreadMentions } from '../channel/unread-mentions.ts'
import { toMe } from '../user/present.ts'
import { type Asked, askedTable, byKey, type Room } from './missed-room.ts'
import { serialize } from './publish.ts'

const { channels, members, users } = schema

type Row = MemberRow & { mentions: number; channelRevision: number }

/** What many users' own streams have said since. Two queries, however many they are; a user who is gone has no answer. */
export async function missedByUsers<T extends Asked>(tx: Tx, asked: readonly T[], room: Room): Promise<Map<T, Answer>> {
  const answers = new Map<T, Answer>()
  if (asked.length === 0) return answers
  const ids = asked.map(({ id }) => id)
  const heads = await tx.select().from(users).where(inArray(users.id, ids))
  const { now, later } = room.admit(asked, heads)
  for (const question of later) answers.set(question, 'later')

  const newer = tx
    .select({
      ...getTableColumns(members),
      mentions: unreadMentions.as('mentions'),
      channelRevision: sql`${channels.revision}`.mapWith(channels.revision).as('channel_revision'),
    })
    .from(members)
    .innerJoin(channels, eq(channels.id, members.channelId))
    .where(and(sql`${members.userId} = asked.id`, sql`${members.userRevision} > asked.since`))
    .orderBy(asc(members.userRevision))
    .limit(limits.changesMax + 1)
    .as('newer')
  const rows = await tx.select().from(askedTable(now)).crossJoinLateral(newer)
  const rowsOf = byKey(
    rows.map(({ newer }) => newer),
    ({ userId }) => userId,
  )
  for (const { head, asked } of now) {
    const rows = rowsOf.get(head.id) ?? []
    for (const question of asked) answers.set(question, repair(head, question.since, rows))
  }
  return answers
}

function repair(user: typeof users.$inferSelect, since: number, all: Row[]): Repair | null {
  if (since > user.revision || all.length > limits.changesMax) return null
  const rows = all.filter((row) => row.userRevision > since)
  const { revision } = user
  // One change may have stamped several rows with one revision: as one step they are whole.
  const step = { after: since, revision }
  const events = rows.map(
    (row): ServerEvent =>
      row.leftAt ? { type: 'left', ...step, channelId: row.channelId } : { type: 'marker', ...step, ...marker(row) },
  )
  if (user.profileRevision > since) events.push({ type: 'me', ...step, user: toMe(user) })
  const memberOf = rows.filter((row) => !row.leftAt).map((row) => row.channelId)
  const left = rows.filter((row) => row.leftAt).map((row) => row.channelId)
  return {
    topic: `user:${user.id}`,
    after: since,
    revision,
    events: serialize(events),
    rows: events.length,
    memberOf,
    left,
  }
}

const marker = ({ channelId, readNumber, readVersion, readCounted, mentions, channelRevision }: Row) => ({
  channelId,
  readNumber,
  readVersion,
  readCounted,
  mentions,
  channelRevision,
})
