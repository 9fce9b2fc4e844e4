import { type MemberRow, schema, type Tx } from '@chime/db'
import { limits, type UserEvent } from '@chime/protocol'
import type { Answer, Repair } from '@chime/realtime'
import { and, asc, eq, getTableColumns, inArray, sql } from 'drizzle-orm'
import { serialize } from '../event/publish.ts'
import { questionTable, type RowBudget, type TopicQuestion } from '../event/row-budget.ts'
import { unreadMentions } from '../mention/unread.ts'
import { markerEvent } from '../read-marker/event.ts'
import { toMe } from '../user/present.ts'
import { findNewer, readRows } from './read-rows.ts'
import type { StreamRow } from './rows.ts'

const { channels, members, users } = schema

type MembershipRow = MemberRow & { mentions: number; channelRevision: number; lastNumber: number; counted: number }

/**
 * Answers what many users' own streams have said since a revision each. It takes three queries, however many users
 * there are, and one for each kind of row that has changed besides memberships. A user who is gone gets no answer.
 */
export async function missedByUsers<T extends TopicQuestion>(
  tx: Tx,
  questions: readonly T[],
  budget: RowBudget,
): Promise<Map<T, Answer>> {
  const answers = new Map<T, Answer>()
  if (questions.length === 0) return answers
  const ids = questions.map(({ id }) => id)
  const heads = await tx.select().from(users).where(inArray(users.id, ids))
  const { now, later } = budget.take(questions, heads)
  for (const question of later) answers.set(question, 'later')

  const newer = tx
    .select({
      ...getTableColumns(members),
      mentions: unreadMentions().as('mentions'),
      channelRevision: sql`${channels.revision}`.mapWith(channels.revision).as('channel_revision'),
      lastNumber: channels.lastNumber,
      counted: channels.counted,
    })
    .from(members)
    .innerJoin(channels, eq(channels.id, members.channelId))
    .where(and(sql`${members.userId} = question.id`, sql`${members.userRevision} > question.since`))
    .orderBy(asc(members.userRevision))
    .limit(limits.changesMax + 1)
    .as('newer')
  const table = questionTable(now)
  const found = await tx.select().from(table).crossJoinLateral(newer)
  const membershipsOf = Map.groupBy(
    found.map(({ newer }) => newer),
    ({ userId }) => userId,
  )
  const positions = await findNewer(tx, table, { max: limits.changesMax + 1, withMembers: false })
  const rowsOf = Map.groupBy([...(await readRows(tx, positions)).values()].flat(), ({ userId }) => userId)
  for (const { head, questions } of now) {
    const memberships = membershipsOf.get(head.id) ?? []
    const rows = rowsOf.get(head.id) ?? []
    for (const question of questions) answers.set(question, repair(head, question.since, memberships, rows))
  }
  return answers
}

function repair(
  user: typeof users.$inferSelect,
  since: number,
  memberships: readonly MembershipRow[],
  rows: readonly StreamRow[],
): Repair | null {
  if (since > user.revision || since < user.sweptRevision || memberships.length + rows.length > limits.changesMax)
    return null
  const isNewer = (row: { userRevision: number }) => row.userRevision > since
  const changed = memberships.filter(isNewer)
  const { revision } = user
  // One change may have given several rows the same revision. As one step for all of them, they arrive together.
  const step = { after: since, revision }
  const events = changed.flatMap((row): UserEvent[] => {
    const { channelId, mentions, channelRevision: revision, lastNumber, counted } = row
    if (!isOn(row)) return [{ type: 'left', ...step, channelId }]
    return [
      markerEvent({ channel: { revision, lastNumber, counted }, member: row, mentions }, step),
      // The row does not show whether the marker or the notify level has changed.
      { type: 'notify', ...step, channelId, notify: row.notify },
    ]
  })
  events.push(...rows.filter(isNewer).map((row) => row.event(step)))
  if (user.profileRevision > since) events.push({ type: 'me', ...step, user: toMe(user) })
  const memberOf = changed.filter(isOn).map((row) => row.channelId)
  const left = changed.filter((row) => !isOn(row)).map((row) => row.channelId)
  return {
    topic: `user:${user.id}`,
    after: since,
    revision,
    events: serialize(events),
    // A membership that goes on is one row with two events.
    rows: events.length - memberOf.length,
    memberOf,
    left,
  }
}

/** As `isShown`: the user is in the channel, or follows the thread. */
const isOn = ({ leftAt, follows }: MembershipRow) => leftAt === null && follows
