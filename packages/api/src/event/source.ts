import { type Database, schema } from '@chime/db'
import type { Answer, Question, Source, Topic } from '@chime/realtime'
import { and, gt, inArray, sql } from 'drizzle-orm'
import { missedInChannels } from '../channel/missed.ts'
import { missedGroups } from '../group/missed.ts'
import { snapshot } from '../snapshot.ts'
import { missedByUsers } from '../user-stream/missed.ts'
import { RowBudget } from './row-budget.ts'

const { channels, instance, sessions, users } = schema

/**
 * The source from which the hub repairs gaps: it turns the rows from which clients catch up into the events that were
 * lost.
 */
export const sourceFrom = (db: Database): Source => ({
  heads: (topics) => readHeads(db, topics),
  changes: (questions) => readMissed(db, questions),
  endedSessions: async (sessionIds) => {
    const rows = await db.drizzle
      .select({ id: sessions.id })
      .from(sessions)
      .where(
        and(inArray(sessions.id, [...sessionIds]), gt(sessions.expiresAt, sql`now()`), gt(sessions.endsAt, sql`now()`)),
      )
    const active = new Set(rows.map(({ id }) => id))
    return sessionIds.filter((id) => !active.has(id))
  },
})

type Kind = 'channel' | 'user' | 'groups'

function parse(topic: Topic): { kind: Kind; id: string } {
  const [kind, id = ''] = topic.split(':', 2)
  return { kind: kind === 'channel' || kind === 'groups' ? kind : 'user', id }
}

async function readHeads({ drizzle }: Database, topics: readonly Topic[]): Promise<Map<Topic, number>> {
  const ids: Record<Kind, string[]> = { channel: [], user: [], groups: [] }
  for (const topic of topics) {
    const { kind, id } = parse(topic)
    ids[kind].push(id)
  }
  // Each array is one parameter, so that any number of heads is one prepared statement.
  const { rows } = await drizzle.execute<{ topic: Topic; revision: number }>(sql`
    select 'channel:' || id as topic, revision from ${channels} where id = any(${sql.param(ids.channel)}::uuid[])
    union all
    select 'user:' || id as topic, revision from ${users} where id = any(${sql.param(ids.user)}::uuid[])
    union all
    select 'groups' as topic, ${instance.groupsRevision} from ${instance} where ${ids.groups.length > 0}`)
  return new Map(rows.map(({ topic, revision }) => [topic, Number(revision)]))
}

/** Reads all questions about channels together, all about users, and all about groups, in one snapshot. */
function readMissed(db: Database, questions: readonly Question[]): Promise<Answer[]> {
  const asked = questions.map(({ topic, since }) => ({ ...parse(topic), since }))
  const of = (kind: Kind) => asked.filter((question) => question.kind === kind)
  return snapshot(db, async (tx) => {
    const budget = new RowBudget()
    const answers = new Map([
      ...(await missedInChannels(tx, of('channel'), budget)),
      ...(await missedByUsers(tx, of('user'), budget)),
      ...(await missedGroups(tx, of('groups'))),
    ])
    return asked.map((question) => answers.get(question) ?? null)
  })
}
