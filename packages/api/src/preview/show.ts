import { isDeepStrictEqual } from 'node:util'
import { lockChannel, type MessageRow, nextRevision, schema } from '@chime/db'
import type { LinkPreview } from '@chime/protocol'
import { change, channelPublication } from '../event/publish.ts'
import { rules } from '../limit.ts'
import { type Place, placeOf } from '../message/change.ts'
import { toMessage } from '../message/present.ts'
import type { Services } from '../services.ts'
import { cachedPreview, NotNow } from './cached.ts'
import { linksIn } from './links.ts'

const { messages } = schema

/**
 * Shows what the pages say that a message links to. What the message says by then counts: links that were edited away are not
 * shown, nor those of what was deleted.
 *
 * @throws when a page is not to be asked now: this message has another turn later
 */
export async function showPreviews(services: Services, place: Place): Promise<void> {
  const [message] = await services.db.drizzle.select().from(messages).where(placeOf(place))
  if (!message) return
  const links = linksOf(message)
  if (links.length === 0 && !message.previews) return
  if (message.userId && (await services.rateLimits.take(rules.linksOf, message.userId)))
    throw new NotNow(place.channelId)
  // Whatever fails, the others are looked at, and found when it is this message's turn again.
  const looked = await Promise.allSettled(links.map((url) => cachedPreview(services, url)))
  const found = new Map<string, LinkPreview>()
  for (const result of looked) {
    if (result.status === 'rejected') throw result.reason
    if (result.value) found.set(result.value.url, result.value)
  }
  const { channelId } = place
  await change(services, async (tx, say) => {
    await lockChannel(tx, channelId)
    const [now] = await tx.select().from(messages).where(placeOf(place))
    if (!now) return
    const shown = linksOf(now).flatMap((url) => found.get(url) ?? [])
    const previews = shown.length > 0 ? shown : null
    if (isDeepStrictEqual(previews, now.previews)) return
    const revision = await nextRevision(tx, channelId)
    const [row] = await tx.update(messages).set({ previews, revision }).where(placeOf(place)).returning()
    if (!row) return
    const event = { type: 'message', channelId, after: revision - 1, revision, message: toMessage(row) } as const
    say(channelPublication(channelId, [event]))
  })
}

const linksOf = ({ kind, deletedAt, content }: MessageRow) => (kind === 'user' && !deletedAt ? linksIn(content) : [])

/** Those that still are of a link in a text that was changed; those of new links follow. */
export function keptPreviews({ previews }: Pick<MessageRow, 'previews'>, content: string): MessageRow['previews'] {
  if (!previews) return null
  const links = linksIn(content)
  const kept = previews.filter(({ url }) => links.includes(url))
  return kept.length > 0 ? kept : null
}
