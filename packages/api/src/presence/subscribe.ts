import type { Presence } from '@chime/protocol'
import type { SignedInContext } from '../context.ts'
import { visibleTo } from './visible.ts'

/**
 * First yields everybody's presence, and then the changes in batches. When the caller does not share a channel with
 * somebody any more, the last word about them is `unknown`, so that nobody is shown as online for ever.
 */
export async function subscribePresence(
  ctx: SignedInContext,
  { userIds }: { userIds: string[] },
  signal: AbortSignal | undefined,
): Promise<AsyncIterable<Presence[]>> {
  const visible = await visibleTo(ctx.services, ctx.actor.userId, userIds)
  const asked = [...new Set(userIds)].filter((id) => visible.has(id))
  return presenceOf(ctx, visible, asked, signal)
}

async function* presenceOf(
  { actor, services: { presence, sharing } }: SignedInContext,
  visible: ReadonlyMap<string, number>,
  userIds: string[],
  signal: AbortSignal | undefined,
): AsyncGenerator<Presence[]> {
  // Only the newest presence of each person waits, so a slow reader costs one row per person at most.
  const waiting = new Map<string, Presence>()
  const lost = new Set<string>()
  let wake = () => {}
  const unwatch = presence.watch(userIds, (changed) => {
    for (const row of changed) if (!lost.has(row.userId)) waiting.set(row.userId, row)
    wake()
  })
  const unshare = sharing.watch(actor.userId, visible, (gone) => {
    for (const userId of gone) {
      lost.add(userId)
      waiting.set(userId, { userId, status: 'unknown', lastSeenAt: null })
    }
    wake()
  })
  const onAbort = () => wake()
  signal?.addEventListener('abort', onAbort)
  try {
    yield await presence.get(userIds)
    while (!signal?.aborted) {
      if (waiting.size > 0) {
        const batch = [...waiting.values()]
        waiting.clear()
        yield batch
      } else {
        await new Promise<void>((resolve) => {
          wake = resolve
        })
      }
    }
  } finally {
    unwatch()
    unshare()
    signal?.removeEventListener('abort', onAbort)
  }
}
