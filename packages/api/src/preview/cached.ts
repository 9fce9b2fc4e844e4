import { schema } from '@chime/db'
import type { LinkPreview } from '@chime/protocol'
import { and, eq, isNull, lt, not, or, sql } from 'drizzle-orm'
import { rules } from '../rate-limits.ts'
import type { Services } from '../services.ts'

const { linkPreviews } = schema

/**
 * What a page says about itself changes seldom. That a page says nothing may be a short failure, so it is asked again
 * sooner.
 */
const fresh = sql`${linkPreviews.fetchedAt} > now() - case when ${linkPreviews.preview} is null
  then interval '1 hour' else interval '1 day' end`
/**
 * How long a node may keep a page for itself while it fetches it. It is longer than fetching takes; after it, another
 * node takes over from one that crashed.
 */
const takenSeconds = 45

/**
 * The page cannot be fetched now, because somebody else is fetching it or its host was asked too often. Try again in a
 * second.
 */
export class NotNow extends Error {}

/**
 * What the page at a URL says about itself: what was found in the last day, or else what it says now. Only one node
 * fetches it.
 *
 * @throws NotNow
 */
export async function cachedPreview({ db, previews, rateLimits }: Services, url: string): Promise<LinkPreview | null> {
  const { drizzle } = db
  const [cached] = await drizzle
    .select()
    .from(linkPreviews)
    .where(and(eq(linkPreviews.url, url), fresh))
  if (cached) return cached.preview
  if (await rateLimits.take(rules.pages, new URL(url).hostname)) throw new NotNow(url)
  const until = sql`now() + ${takenSeconds} * interval '1 second'`
  const [taken] = await drizzle
    .insert(linkPreviews)
    // The time of a page that was never fetched, so that it is not fresh.
    .values({ url, fetchedAt: new Date(0), takenUntil: until })
    .onConflictDoUpdate({
      target: linkPreviews.url,
      set: { takenUntil: until },
      // Somebody else may have fetched or taken the page since it was read above.
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
