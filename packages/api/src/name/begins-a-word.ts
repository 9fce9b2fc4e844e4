import { fold } from '@chime/protocol'
import { type SQL, type SQLWrapper, sql } from 'drizzle-orm'
import { escapeLike } from '../escape-like.ts'

/**
 * The condition that a name, or a word in it, begins with a query. A name that no node has folded yet, which takes some
 * seconds, is compared by its letters alone.
 */
export function beginsAWord({ name, folded }: { name: SQLWrapper; folded: SQLWrapper }, query: string): SQL {
  const begins = (column: SQLWrapper, start: string) => {
    const like = `${escapeLike(start)}%`
    return sql`(${column} like ${like} or ${column} like ${`% ${like}`} or ${column} like ${`%-${like}`})`
  }
  const unfolded = sql`lower(${name})`
  const inLowerCase = sql`(${folded} is null and ${begins(unfolded, query.trim().toLowerCase())})`
  return sql`(${begins(folded, fold(query))} or ${inLowerCase})`
}
