import type { Tx } from '@chime/db'
import { sql } from 'drizzle-orm'
import { texts } from './arrays.ts'
import { type Segment, segmentName } from './segments.ts'

// The words that messages have in them, each once: where a part of a word is looked up. The index of terms knows how words
// begin, and no more.

const word = /^(?=.*\p{L})[\p{L}\p{N}\p{M}]{4,40}$/u
/** How many words a node knows to be there, so as not to ask. Some 10 MB. */
const knownMax = 100_000

export interface Vocabulary {
  add(tx: Tx, words: ReadonlySet<string>): Promise<void>
  /** Takes out those of these words that no message has any more: nothing of what was deleted stays. */
  forget(tx: Tx, words: readonly string[], segments: readonly Segment[]): Promise<void>
}

/** What a node knows of the words that are there. */
export interface KnownWords {
  /**
   * To be called under the lock of the index.
   *
   * @param forgotten how often words were taken out so far: other nodes do that too, and then what this one knows may be wrong
   */
  open(forgotten: number): Vocabulary
  /** To be called when the transaction is committed. */
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
    // Nearly every word is in the newest segment, too.
    const newest = segments.slice(-1)
    for (const among of newest.length < segments.length ? [newest, segments] : [segments]) {
      if (left.length > 0) left = await unused(tx, left, among)
    }
    if (left.length === 0) return
    await tx.execute(sql`delete from message_search_words where word = any(${texts(left)})`)
    await tx.execute(sql`update message_search_state set forgotten = forgotten + 1`)
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

/** Those of these words that no message of these segments has. */
async function unused(tx: Tx, words: readonly string[], segments: readonly Segment[]): Promise<string[]> {
  const queries = words.map((one) => segments.map(({ id }) => `'${segmentName(id)}${one}'`).join(' | '))
  // The first match would be thought to come soon, wherever one looks; only the index finds that there is none.
  await tx.execute(sql`set local enable_seqscan = off`)
  const { rows } = await tx.execute<{ word: string }>(sql`
    select w.word from unnest(${texts(words)}, ${texts(queries)}) as w (word, query)
    left join lateral (select true as found from message_search where terms @@ w.query::tsquery limit 1) s on true
    where s.found is null`)
  return rows.map((row) => row.word)
}
