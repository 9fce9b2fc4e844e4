import type { Database } from '@chime/db'
import { sql } from 'drizzle-orm'
import { escapeLike } from '../escape-like.ts'
import type { Term } from './parse-query.ts'
import type { Wanted } from './terms.ts'

/**
 * How many words that contain a part of a word are searched for in one query; all its parts share this number. They are
 * the first that were used, which are mostly the most frequent ones. There is a limit because every message in question
 * is compared with each of them.
 */
const withinMax = 24
/** Further words of a query match only at the start of words. */
const partialsMax = 5

/** Adds to each term that may match inside of words the words that contain it. */
export function withWordsContaining(db: Database, terms: readonly Term[]): Promise<Wanted[]> {
  const partial = terms.filter((term) => term.partial).slice(0, partialsMax)
  return Promise.all(
    terms.map(async (term) => ({
      term,
      within: partial.includes(term)
        ? await wordsWith(db, term.tokens[0]?.text ?? '', Math.floor(withinMax / partial.length))
        : [],
    })),
  )
}

async function wordsWith({ drizzle }: Database, part: string, count: number): Promise<string[]> {
  const like = escapeLike(part)
  const { rows } = await drizzle.execute<{ word: string }>(sql`
    select word from message_search_words where word like ${`%${like}%`} and word not like ${`${like}%`} limit ${count}`)
  return rows.map(({ word }) => word)
}
