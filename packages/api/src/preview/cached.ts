import { schema } from '@chime/db'
import type { LinkPreview } from '@chime/protocol'
import { and, eq, isNull, lt, not, or, sql } from 'drizzle-orm'
import { rules } from '../limit.ts'
import type { Services } from '../services.ts'

const { linkPreviews } = schema

/** What a page says of itself changes seldom; that it says nothing may be a moment's trouble. */
const fresh = sql`${linkPreviews.fetchedAt} > now() - case when ${linkPreviews.preview} is null
  then interval '1 hour' else interval '1 day' end`
/** Longer than looking at one takes. Whoever died over it does not keep others from it. */
const takenSeconds = 45

/** Somebody is looking at the page now for another message, or its host was asked a lot: try again in a second. */
export class NotNow extends Error {}

/**
 * What the page at a URL says of itself: as it was found in the last day, else asked now. Of all nodes one asks.
 *
 * @throws NotNow
 */
export async function cachedPreview({ db, previews, rateLimits }: Services, url: string): Promise<LinkPreview | null> {
  const { drizzle } = db
  const [held] = await drizzle
    .select()
    .from(linkPreviews)
    .where(and(eq(linkPreviews.url, url), fresh))
  if (held) return held.preview
  if (await rateLimits.take(rules.pages, new URL(url).hostname)) throw new NotNow(url)
  const until = sql`now() + ${takenSeconds} * interval '1 second'`
  const [taken] = await drizzle
    .insert(linkPreviews)
    // Never looked at, so not fresh.
    .values({ url, fetchedAt: new Date(0), takenUntil: until })
    .onConflictDoUpdate({
      target: linkPreviews.url,
      set: { takenUntil: until },
      // Nor was anybody quicker since it was read above.
      setWhere: and(or(isNull(linkPreviews.takenUntil), lt(linkPreviews.takenUntil, sql`now()`)), not(fresh)),
    })
    .returning()
  if (!taken) throw new NotNow(url)
  const preview = await previews.read(url)
  await drizzle
    .update(linkPreviews)
    .set({ preview, fetchedAt: sql`now()`, takenUntil: null })
    .where(eq(linkPreviews.url, url))
  return preview
}
