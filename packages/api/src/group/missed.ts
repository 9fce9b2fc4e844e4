import { schema, type Tx } from '@chime/db'
import type { Answer } from '@chime/realtime'
import { asc, gt } from 'drizzle-orm'
import { serialize } from '../event/publish.ts'
import { groupEvents, presentGroups } from './present.ts'

const { groups, instance } = schema

/** More than these are not pushed: every stream begins anew, and its client lists them when it needs them. */
const pushedMax = 20

/** Answers what the stream of all user groups has said since each of these revisions. */
export async function missedGroups<T extends { since: number }>(
  tx: Tx,
  questions: readonly T[],
): Promise<Map<T, Answer>> {
  if (questions.length === 0) return new Map()
  const [head] = await tx.select({ revision: instance.groupsRevision }).from(instance)
  const since = Math.min(...questions.map((question) => question.since))
  const rows = await tx
    .select()
    .from(groups)
    .where(gt(groups.revision, since))
    .orderBy(asc(groups.revision))
    .limit(pushedMax + 1)
  const found = await presentGroups(tx, rows)
  const answer = (after: number): Answer => {
    if (!head || after > head.revision || rows.length > pushedMax) return null
    const newer = found.filter(({ revision }) => revision > after)
    const events = serialize(groupEvents(after, newer))
    return { topic: 'groups', after, revision: head.revision, events, rows: newer.length }
  }
  return new Map(questions.map((question) => [question, answer(question.since)]))
}
