import { type ChannelRow, type MemberRow, type MessageRow, schema, type Tx } from '@chime/db'
import { limits } from '@chime/protocol'
import type { Answer, Repair } from '@chime/realtime'
import { and, asc, inArray, sql } from 'drizzle-orm'
import { type ChannelEvent, serialize } from '../event/publish.ts'
import { questionTable, type RowBudget, type TopicQuestion } from '../event/row-budget.ts'
import { toMember } from '../member/present.ts'
import { toMessage } from '../message/present.ts'
import { toChannel } from './present.ts'

const { channels, members, messages } = schema

/**
 * Answers what many channels' streams have said since a revision each. It takes three queries, however many channels
 * there are. A channel that is gone gets no answer.
 */
export async function missedInChannels<T extends TopicQuestion>(
  tx: Tx,
  questions: readonly T[],
  budget: RowBudget,
): Promise<Map<T, Answer>> {
  const answers = new Map<T, Answer>()
  if (questions.length === 0) return answers
  const ids = questions.map(({ id }) => id)
  const heads = await tx.select().from(channels).where(inArray(channels.id, ids))
  const { now, later } = budget.take(questions, heads)
  for (const question of later) answers.set(question, 'later')

  const table = questionTable(now)
  const newerMessages = tx
    .select()
    .from(messages)
    .where(and(sql`${messages.channelId} = question.id`, sql`${messages.revision} > question.since`))
    .orderBy(asc(messages.revision))
    .limit(limits.changesMax + 1)
    .as('newer')
  const newerMembers = tx
    .select()
    .from(members)
    .where(and(sql`${members.channelId} = question.id`, sql`${members.revision} > question.since`))
    .orderBy(asc(members.revision))
    .limit(limits.changesMax + 1)
    .as('newer')
  const messageRows = await tx.select().from(table).crossJoinLateral(newerMessages)
  const memberRows = await tx.select().from(table).crossJoinLateral(newerMembers)
  const messagesOf = Map.groupBy(
    messageRows.map(({ newer }) => newer),
    ({ channelId }) => channelId,
  )
  const membersOf = Map.groupBy(
    memberRows.map(({ newer }) => newer),
    ({ channelId }) => channelId,
  )
  for (const { head, questions } of now) {
    const rows = [messagesOf.get(head.id) ?? [], membersOf.get(head.id) ?? []] as const
    for (const question of questions) answers.set(question, repair(head, question.since, ...rows))
  }
  return answers
}

type Step = { after: number; revision: number }

function repair(channel: ChannelRow, since: number, messages: MessageRow[], members: MemberRow[]): Repair | null {
  // The rows were read from the smallest `since` of all questions about this channel. They may be too many for an older
  // question only, but then this one is so far behind that the client may as well load the list again.
  if (messages.length + members.length > limits.changesMax) return null
  const channelId = channel.id
  const left = members.filter((row) => row.leftAt && row.revision > since)
  const rows: { revision: number; event: (step: Step) => ChannelEvent }[] = [
    ...messages.map((row) => ({
      revision: row.revision,
      event: (step: Step) => ({ type: 'message', channelId, ...step, message: toMessage(row) }) as const,
    })),
    ...members.map((row) => ({
      revision: row.revision,
      event: (step: Step) => ({ type: 'member', channelId, ...step, member: toMember(row) }) as const,
    })),
    {
      revision: channel.changedRevision,
      event: (step: Step) => ({ type: 'channel', channelId, ...step, channel: toChannel(channel) }) as const,
    },
  ]
  let after = since
  const events = rows
    .filter(({ revision }) => revision > since)
    .sort((a, b) => a.revision - b.revision)
    .map(({ revision, event }) => {
      const made = event({ after, revision })
      after = revision
      return made
    })
  return {
    topic: `channel:${channelId}`,
    after: since,
    revision: channel.revision,
    events: serialize(events),
    rows: events.length,
    ...(left.length > 0 && { removed: left.map((row) => row.userId) }),
  }
}
