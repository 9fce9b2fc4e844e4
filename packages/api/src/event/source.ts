import { type Database, schema, type Tx } from '@chime/db'
import { limits, type ServerEvent } from '@chime/protocol'
import type { Publication, Source, Topic } from '@chime/realtime'
import { and, eq, gt, inArray, sql } from 'drizzle-orm'
import { readChanges } from '../channel/newer.ts'
import { toChannel, toMember } from '../channel/present.ts'
import { toMessage } from '../message/present.ts'
import { snapshot } from '../snapshot.ts'
import { readUserChanges } from '../user/changes.ts'
import { type ChannelEvent, serialize } from './publish.ts'

const { channels, sessions, users } = schema

/** What the hub repairs with: the same rows that clients catch up from, as the events that were lost. */
export const sourceFrom = (db: Database): Source => ({
  heads: (topics) => readHeads(db, topics),
  changes: (topic, since) =>
    snapshot(db, (tx) => {
      const { kind, id } = parse(topic)
      return kind === 'channel' ? missedInChannel(tx, id, since) : missedByUser(tx, id, since)
    }),
  endedSessions: async (sessionIds) => {
    const rows = await db.drizzle
      .select({ id: sessions.id })
      .from(sessions)
      .where(
        and(inArray(sessions.id, [...sessionIds]), gt(sessions.expiresAt, sql`now()`), gt(sessions.endsAt, sql`now()`)),
      )
    const living = new Set(rows.map(({ id }) => id))
    return sessionIds.filter((id) => !living.has(id))
  },
})

function parse(topic: Topic): { kind: 'channel' | 'user'; id: string } {
  const [kind, id = ''] = topic.split(':', 2)
  return { kind: kind === 'channel' ? 'channel' : 'user', id }
}

async function readHeads({ drizzle }: Database, topics: readonly Topic[]): Promise<Map<Topic, number>> {
  const ids = { channel: [] as string[], user: [] as string[] }
  for (const topic of topics) {
    const { kind, id } = parse(topic)
    ids[kind].push(id)
  }
  // Arrays as one parameter each: ten thousand heads are one prepared statement.
  const { rows } = await drizzle.execute<{ topic: Topic; revision: number }>(sql`
    select 'channel:' || id as topic, revision from ${channels} where id = any(${sql.param(ids.channel)}::uuid[])
    union all
    select 'user:' || id as topic, revision from ${users} where id = any(${sql.param(ids.user)}::uuid[])`)
  return new Map(rows.map(({ topic, revision }) => [topic, Number(revision)]))
}

async function missedInChannel(tx: Tx, channelId: string, since: number): Promise<Publication | null> {
  const [channel] = await tx.select().from(channels).where(eq(channels.id, channelId))
  if (!channel) return null
  const newer = await readChanges(tx, channel, since, limits.changesMax)
  if (!newer || newer.more) return null
  const rows: { revision: number; event: (step: { after: number; revision: number }) => ChannelEvent }[] = [
    ...newer.messages.map((row) => ({
      revision: row.revision,
      event: (step: { after: number; revision: number }) =>
        ({ type: 'message', channelId, ...step, message: toMessage(row) }) as const,
    })),
    ...newer.members.map((row) => ({
      revision: row.revision,
      event: (step: { after: number; revision: number }) =>
        ({ type: 'member', channelId, ...step, member: toMember(row) }) as const,
    })),
  ]
  if (channel.changedRevision > since) {
    rows.push({
      revision: channel.changedRevision,
      event: (step) => ({ type: 'channel', channelId, ...step, channel: toChannel(channel) }),
    })
  }
  rows.sort((a, b) => a.revision - b.revision)
  let after = since
  const events = rows.map(({ revision, event }) => {
    const made = event({ after, revision })
    after = revision
    return made
  })
  const removed = newer.members.filter((row) => row.leftAt).map((row) => row.userId)
  return {
    topic: `channel:${channelId}`,
    after: since,
    revision: channel.revision,
    events: serialize(events),
    ...(removed.length > 0 && { removed }),
  }
}

async function missedByUser(tx: Tx, userId: string, since: number): Promise<Publication | null> {
  const changes = await readUserChanges(tx, userId, since, limits.changesMax)
  // Joined channels need each stream to follow a further topic: a fresh hello does that, and tells of the rest too.
  if (!changes || changes === 'reset' || changes.channels.length > 0) return null
  const { revision } = changes
  const step = { after: since, revision }
  const events: ServerEvent[] = changes.left.map((channelId) => ({ type: 'left', ...step, channelId }))
  if (changes.me) events.push({ type: 'me', ...step, user: changes.me })
  return { topic: `user:${userId}`, after: since, revision, events: serialize(events) }
}
