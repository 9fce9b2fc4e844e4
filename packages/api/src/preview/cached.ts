import { schema } from '@chime/db'
import type { LinkPreview } from '@chime/protocol'
import { and, eq, isNull, lt, or, sql } from 'drizzle-orm'
import type { Services } from '../services.ts'

const { linkPreviews } = schema

/** What a page says of itself changes seldom; that it says nothing may be a moment's trouble. */
const freshMs = 24 * 60 * 60 * 1_000
const freshNothingMs = 60 * 60 * 1_000
/** Longer than looking at one takes. Whoever died over it does not keep others from it. */
const takenSeconds = 30

/** Another node, or another message's job on this one, is looking at the page now: try again in a second. */
export class BeingLookedAt extends Error {}

/**
 * What the page at a URL says of itself: as it was found in the last day, else asked now. Of all nodes one asks.
 *
 * @throws BeingLookedAt
 */
export async function cachedPreview({ db, previews }: Services, url: string): Promise<LinkPreview | null> {
  const { drizzle } = db
  const [held] = await drizzle.select().from(linkPreviews).where(eq(linkPreviews.url, url))
  const age = Date.now() - (held?.fetchedAt.getTime() ?? 0)
  if (held && age < (held.preview ? freshMs : freshNothingMs)) return held.preview
  const until = sql`now() + ${takenSeconds} * interval '1 second'`
  const [taken] = await drizzle
    .insert(linkPreviews)
    // Never looked at, so not fresh.
    .values({ url, fetchedAt: new Date(0), takenUntil: until })
    .onConflictDoUpdate({
      target: linkPreviews.url,
      set: { takenUntil: until },
      setWhere: and(
        or(isNull(linkPreviews.takenUntil), lt(linkPreviews.takenUntil, sql`now()`)),
        // Nobody was quicker since it was read above.
        held ? eq(linkPreviews.fetchedAt, held.fetchedAt) : undefined,
      ),
    })
    .returning()
  if (!taken) throw new BeingLookedAt(url)
  const preview = await previews.read(url)
  await drizzle
    .update(linkPreviews)
    .set({ preview, fetchedAt: sql`now()`, takenUntil: null })
    .where(eq(linkPreviews.url, url))
  return preview
}
