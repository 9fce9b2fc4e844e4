import type { Tx } from '@chime/db'
import { sql } from 'drizzle-orm'
import { texts } from '../../sql-arrays.ts'
import { type Segment, segmentName } from '../segments.ts'

// The vocabulary: every word that occurs in messages, once. Parts of words are looked up in it, because the index of terms
// only knows how words begin.

const word = /^(?=.*\p{L})[\p{L}\p{N}\p{M}]{4,40}$/u
/** How many words a node remembers, so as not to ask the database whether they are there. Takes some 10 MB. */
const knownMax = 100_000

export interface Vocabulary {
  add(tx: Tx, words: ReadonlySet<string>): Promise<void>
  /** Removes those of these words that no message contains any more, so that nothing of a deleted message stays. */
  forget(tx: Tx, words: readonly string[], segments: readonly Segment[]): Promise<void>
}

/** The words that a node knows to be in the vocabulary. */
export interface KnownWords {
  /**
   * Call it under the index's lock.
   *
   * @param forgotten how often words were removed so far. If another node has removed some, what this node remembers
   * may be wrong, and is dropped
   */
  open(forgotten: number): Vocabulary
  /** Call it when the transaction is committed. */
  committed(): void
}

export function createKnownWords(): KnownWords {
  const known = new Set<string>()
  let added: string[] = []
  let seen = -1

  async function add(tx: Tx, words: ReadonlySet<string>): Promise<void> {
    const fresh = [...words].filter((one) => word.test(one) && !known.has(one))
    if (fresh.length === 0) return
    await tx.execute(sql`
      insert into message_search_words (word) select * from unnest(${texts(fresh)}) on conflict do nothing`)
    added.push(...fresh)
  }

  async function forget(tx: Tx, words: readonly string[], segments: readonly Segment[]): Promise<void> {
    let left = words.filter((one) => word.test(one))
    // Nearly every word is also in the newest segment, so look there first.
    const newest = segments.slice(-1)
    for (const among of newest.length < segments.length ? [newest, segments] : [segments]) {
      if (left.length > 0) left = await unused(tx, left, among)
    }
    if (left.length === 0) return
    await tx.execute(sql`delete from message_search_words where word = any(${texts(left)})`)
    await tx.execute(sql`update message_search_index set forgotten = forgotten + 1`)
  }

  return {
    open(forgotten) {
      if (forgotten !== seen) known.clear()
      seen = forgotten
      added = []
      return { add, forget }
    },
    committed() {
      if (known.size + added.length > knownMax) known.clear()
      for (const one of added) known.add(one)
    },
  }
}

/** Those of these words that no message of these segments contains. */
async function unused(tx: Tx, words: readonly string[], segments: readonly Segment[]): Promise<string[]> {
  const queries = words.map((one) => segments.map(({ id }) => `'${segmentName(id)}${one}'`).join(' | '))
  // The planner expects to find a first match soon by scanning the table. Only the index shows quickly that there is
  // none.
  await tx.execute(sql`set local enable_seqscan = off`)
  const { rows } = await tx.execute<{ word: string }>(sql`
    select w.word from unnest(${texts(words)}, ${texts(queries)}) as w (word, query)
    left join lateral (select true as found from message_search where terms @@ w.query::tsquery limit 1) s on true
    where s.found is null`)
  return rows.map((row) => row.word)
}
