import { isDeepStrictEqual } from 'node:util'
import { lockChannel, type MessageRow, nextRevision, schema } from '@chime/db'
import type { LinkPreview } from '@chime/protocol'
import { change, channelPublication } from '../event/publish.ts'
import { type MessageKey, ofMessage } from '../message/change.ts'
import { toMessage } from '../message/present.ts'
import { rules } from '../rate-limits.ts'
import type { Services } from '../services.ts'
import { cachedPreview, NotNow } from './cached.ts'
import { linksIn } from './links.ts'

const { messages } = schema

/**
 * Shows previews of the links in a message. Pages are fetched first, and then the message's present content counts:
 * links that were edited away, or were in a deleted message, are not shown.
 *
 * @throws NotNow when a page cannot be fetched now: the job runs again later
 */
export async function showPreviews(services: Services, key: MessageKey): Promise<void> {
  const [message] = await services.db.drizzle.select().from(messages).where(ofMessage(key))
  if (!message) return
  const links = linksOf(message)
  if (links.length === 0 && !message.previews) return
  if (message.userId && (await services.rateLimits.take(rules.linksOf, message.userId))) throw new NotNow(key.channelId)
  // If one page fails, the others are still fetched, and found in the cache when the job runs again.
  const looked = await Promise.allSettled(links.map((url) => cachedPreview(services, url)))
  const found = new Map<string, LinkPreview>()
  for (const result of looked) {
    if (result.status === 'rejected') throw result.reason
    if (result.value) found.set(result.value.url, result.value)
  }
  const { channelId } = key
  await change(services, async (tx, publishAfterCommit) => {
    await lockChannel(tx, channelId)
    const [now] = await tx.select().from(messages).where(ofMessage(key))
    if (!now) return
    const shown = linksOf(now).flatMap((url) => found.get(url) ?? [])
    const previews = shown.length > 0 ? shown : null
    if (isDeepStrictEqual(previews, now.previews)) return
    const revision = await nextRevision(tx, channelId)
    const [row] = await tx.update(messages).set({ previews, revision }).where(ofMessage(key)).returning()
    if (!row) return
    const event = { type: 'message', channelId, after: revision - 1, revision, message: toMessage(row) } as const
    publishAfterCommit(channelPublication(channelId, [event]))
  })
}

const linksOf = ({ kind, deletedAt, content }: MessageRow) => (kind === 'user' && !deletedAt ? linksIn(content) : [])

/** Keeps those previews whose links are still in a message after an edit. Previews of new links follow later. */
export function keptPreviews({ previews }: Pick<MessageRow, 'previews'>, content: string): MessageRow['previews'] {
  if (!previews) return null
  const links = linksIn(content)
  const kept = previews.filter(({ url }) => links.includes(url))
  return kept.length > 0 ? kept : null
}
