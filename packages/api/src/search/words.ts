import type { Database } from '@chime/db'
import { sql } from 'drizzle-orm'
import { escapeLike } from '../user/search.ts'
import type { Term } from './query.ts'
import type { Wanted } from './terms.ts'

/**
 * Words that have the parts of one query in them, which it shares out: the first that were used, which are mostly those used
 * most. With each, every message in question is compared.
 */
const withinMax = 24
/** Further words of one query are found by how they begin alone. */
const partialsMax = 5

/** Adds to words of which a part may be meant the words that have it in them. */
export function withWords(db: Database, terms: readonly Term[]): Promise<Wanted[]> {
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
