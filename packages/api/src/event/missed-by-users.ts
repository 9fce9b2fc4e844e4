import { schema, type Tx } from '@chime/db'
import { limits, type ServerEvent } from '@chime/protocol'
import type { Answer, Repair } from '@chime/realtime'
import { and, asc, eq, getTableColumns, inArray, sql } from 'drizzle-orm'
import type { MemberRow } from '../channel/access.ts'
import { unreadMentions } from '../channel/unread-mentions.ts'
import { findNewer, type OwnRows, readOwnRows, toOwnEvents } from '../user/own-rows.ts'
import { toMe } from '../user/present.ts'
import { type Asked, askedTable, byKey, type Room } from './missed-room.ts'
import { serialize } from './publish.ts'

const { channels, members, users } = schema

type Row = MemberRow & { mentions: number; channelRevision: number }

/**
 * What many users' own streams have said since. A user who is gone has no answer. Three queries, however many they are, and
 * one for each kind of row that is found besides memberships.
 */
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
  const table = askedTable(now)
  const rows = await tx.select().from(table).crossJoinLateral(newer)
  const rowsOf = byKey(
    rows.map(({ newer }) => newer),
    ({ userId }) => userId,
  )
  const places = await findNewer(tx, table, { max: limits.changesMax + 1, withMembers: false })
  const ownOf = byUser(await readOwnRows(tx, places))
  for (const { head, asked } of now) {
    const rows = { memberships: rowsOf.get(head.id) ?? [], ...ownOf(head.id) }
    for (const question of asked) answers.set(question, repair(head, question.since, rows))
  }
  return answers
}

function byUser(rows: OwnRows): (userId: string) => OwnRows {
  const userOf = (row: { userId: string }) => row.userId
  const drafts = byKey(rows.drafts, userOf)
  const blocks = byKey(rows.blocks, userOf)
  const scheduled = byKey(rows.scheduled, userOf)
  const reminders = byKey(rows.reminders, userOf)
  return (userId) => ({
    drafts: drafts.get(userId) ?? [],
    blocks: blocks.get(userId) ?? [],
    scheduled: scheduled.get(userId) ?? [],
    reminders: reminders.get(userId) ?? [],
  })
}

function repair(user: typeof users.$inferSelect, since: number, all: OwnRows & { memberships: Row[] }): Repair | null {
  if (since > user.revision || Object.values(all).flat().length > limits.changesMax) return null
  const newer = <T extends { userRevision: number }>(of: readonly T[]) => of.filter((row) => row.userRevision > since)
  const rows = newer(all.memberships)
  const { revision } = user
  // One change may have stamped several rows with one revision: as one step they are whole.
  const step = { after: since, revision }
  const events = rows.flatMap(({ channelId, ...row }): ServerEvent[] =>
    row.leftAt
      ? [{ type: 'left', ...step, channelId }]
      : [
          { type: 'marker', ...step, ...marker({ channelId, ...row }) },
          // The row does not say which of the two has changed.
          { type: 'notify', ...step, channelId, notify: row.notify },
        ],
  )
  const own = {
    drafts: newer(all.drafts),
    blocks: newer(all.blocks),
    scheduled: newer(all.scheduled),
    reminders: newer(all.reminders),
  }
  events.push(...toOwnEvents(own, step))
  if (user.profileRevision > since) events.push({ type: 'me', ...step, user: toMe(user) })
  const memberOf = rows.filter((row) => !row.leftAt).map((row) => row.channelId)
  const left = rows.filter((row) => row.leftAt).map((row) => row.channelId)
  return {
    topic: `user:${user.id}`,
    after: since,
    revision,
    events: serialize(events),
    // A membership is one row, whose two events say what may have changed of it.
    rows: events.length - memberOf.length,
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
