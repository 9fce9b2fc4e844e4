import { limits } from '@chime/protocol'
import { type SQL, sql } from 'drizzle-orm'

/**
 * A question about a topic: what has changed in the channel, or on the user's stream, with this id since a revision?
 */
export type TopicQuestion = { id: string; since: number }
/** A topic with all the questions about it. `since` is the smallest of theirs. */
type Topic<Question, Head> = { head: Head; since: number; questions: Question[] }

/**
 * After this many rows a batch takes no further topic; the last one may exceed it. 20 MB if every row is as long as
 * possible, and mostly 1 MB.
 */
const rowsMax = 2_000

/**
 * Bounds how many rows one batch of answers reads. It decides before any row is read, from the topics' heads: in a
 * topic at most as many rows have changed as its revision has grown.
 */
export class RowBudget {
  #rowsLeft = rowsMax

  /**
   * Questions about topics that are not among `heads` are left out.
   *
   * @returns `now`: the topics to read now. `later`: the questions that have to wait for another batch; never all of
   * them if the budget is new
   */
  take<Question extends TopicQuestion, Head extends { id: string; revision: number }>(
    questions: readonly Question[],
    heads: readonly Head[],
  ): { now: Topic<Question, Head>[]; later: Question[] } {
    const byId = new Map<string, Topic<Question, Head>>(
      heads.map((head) => [head.id, { head, since: Number.POSITIVE_INFINITY, questions: [] }]),
    )
    for (const question of questions) {
      const topic = byId.get(question.id)
      topic?.questions.push(question)
      if (topic) topic.since = Math.min(topic.since, question.since)
    }
    const now: Topic<Question, Head>[] = []
    const later: Question[] = []
    for (const topic of byId.values()) {
      if (this.#rowsLeft <= 0) later.push(...topic.questions)
      else {
        now.push(topic)
        this.#rowsLeft -= Math.min(Math.max(0, topic.head.revision - topic.since), limits.changesMax)
      }
    }
    return { now, later }
  }
}

/** The questions as a table `question (id, since)`: one prepared statement, however many there are. */
export function questionTable(topics: readonly { head: { id: string }; since: number }[]): SQL {
  const ids = topics.map(({ head }) => head.id)
  const sinces = topics.map(({ since }) => since)
  return sql`unnest(${sql.param(ids)}::uuid[], ${sql.param(sinces)}::bigint[]) as question (id, since)`
}
