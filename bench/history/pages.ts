/** The input of `messages.list` for a page at some place in the channel. */
export type Cursor = { before?: number; after?: number; around?: number }

/**
 * Reads only the page, without the channel and the permission. The statement is prepared and has the limit in its text, which is
 * the fastest way that we found: with the limit as a parameter, Postgres plans the query each time.
 */
export function barePage(channelId: string, { before, after, around }: Cursor, limit: number) {
  const below = `(select * from messages where channel_id = $1 and number < $2 order by number desc limit ${limit})`
  const from = `(select * from messages where channel_id = $1 and number >= $2 order by number limit ${limit})`
  if (after !== undefined) return { name: 'bare_from', text: from, values: [channelId, after + 1] }
  if (around === undefined) {
    return { name: 'bare_below', text: below, values: [channelId, before ?? Number.MAX_SAFE_INTEGER] }
  }
  return { name: 'bare_around', text: `${below} union all ${from}`, values: [channelId, around] }
}
