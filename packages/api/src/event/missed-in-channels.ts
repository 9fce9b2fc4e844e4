import { type MessageRow, schema, type Tx } from '@chime/db'
import { limits } from '@chime/protocol'
import type { Answer, Repair } from '@chime/realtime'
import { and, asc, inArray, sql } from 'drizzle-orm'
import type { ChannelRow, MemberRow } from '../channel/access.ts'
import { toChannel, toMember } from '../channel/present.ts'
import { toMessage } from '../message/present.ts'
import { type Asked, askedTable, byKey, type Room } from './missed-room.ts'
import { type ChannelEvent, serialize } from './publish.ts'

const { channels, members, messages } = schema

/** What many channels have said since. Three queries, however many they are; a channel that is gone has no answer. */
export async function missedInChannels<T extends Asked>(
  tx: Tx,
  asked: readonly T[],
  room: Room,
): Promise<Map<T, Answer>> {
  const answers = new Map<T, Answer>()
  if (asked.length === 0) return answers
  const ids = asked.map(({ id }) => id)
  const heads = await tx.select().from(channels).where(inArray(channels.id, ids))
  const { now, later } = room.admit(asked, heads)
  for (const question of later) answers.set(question, 'later')

  const table = askedTable(now)
  const newerMessages = tx
    .select()
    .from(messages)
    .where(and(sql`${messages.channelId} = asked.id`, sql`${messages.revision} > asked.since`))
    .orderBy(asc(messages.revision))
    .limit(limits.changesMax + 1)
    .as('newer')
  const newerMembers = tx
    .select()
    .from(members)
    .where(and(sql`${members.channelId} = asked.id`, sql`${members.revision} > asked.since`))
    .orderBy(asc(members.revision))
    .limit(limits.changesMax + 1)
    .as('newer')
  const messageRows = await tx.select().from(table).crossJoinLateral(newerMessages)
  const memberRows = await tx.select().from(table).crossJoinLateral(newerMembers)
  const messagesOf = byKey(
    messageRows.map(({ newer }) => newer),
    ({ channelId }) => channelId,
  )
  const membersOf = byKey(
    memberRows.map(({ newer }) => newer),
    ({ channelId }) => channelId,
  )
  for (const { head, asked } of now) {
    const rows = [messagesOf.get(head.id) ?? [], membersOf.get(head.id) ?? []] as const
    for (const question of asked) answers.set(question, repair(head, question.since, ...rows))
  }
  return answers
}

type Step = { after: number; revision: number }

function repair(channel: ChannelRow, since: number, messages: MessageRow[], members: MemberRow[]): Repair | null {
  // Read from the smallest `since` of all questions: a cut may lie before this one's, but then it is far behind anyway.
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
