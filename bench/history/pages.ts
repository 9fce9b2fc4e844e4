/** Where in the channel a page lies, as `messages.list` is asked for it. */
export type Cursor = { before?: number; after?: number; around?: number }

/**
 * The page and nothing else: no channel, no right to read it. Prepared, with the limit in the text, which is the quickest
 * way that we found: with the limit as a parameter Postgres plans anew each time.
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
