import type { ChosenStatus, Presence } from '@chime/protocol'
import type { SignedInContext } from '../context.ts'
import { visibleTo } from './visible.ts'

/**
 * Chooses what others see of me; with `thisDevice`, says only whether somebody uses the device behind this connection.
 *
 * @returns how others see me now
 */
export async function setPresence(
  ctx: SignedInContext,
  { status, thisDevice = false }: { status: ChosenStatus; thisDevice?: boolean },
): Promise<Presence> {
  const { userId } = ctx.actor
  const { presence } = ctx.services
  const connectionId = ctx.socket?.id ?? null
  if (!thisDevice) await presence.choose(userId, status, connectionId)
  // Over HTTP there is no connection that could be idle.
  else if (connectionId !== null) await presence.setIdle(userId, connectionId, status === 'away')
  const [now] = await presence.get([userId])
  return now ?? { userId, status: 'unknown', lastSeenAt: null }
}

/** People one shares no channel with are left out. */
export async function getPresence(ctx: SignedInContext, { userIds }: { userIds: string[] }): Promise<Presence[]> {
  const visible = await visibleTo(ctx.services.db, ctx.actor.userId, userIds)
  return ctx.services.presence.get([...new Set(userIds)].filter((id) => visible.has(id)))
}

/**
 * First everybody's presence, then each batch of changes. Of somebody whom one comes to share no channel with, the last
 * word is `unknown`: whoever is shown as online must not be so for ever.
 */
export async function subscribePresence(
  ctx: SignedInContext,
  { userIds }: { userIds: string[] },
  signal: AbortSignal | undefined,
): Promise<AsyncIterable<Presence[]>> {
  const visible = await visibleTo(ctx.services.db, ctx.actor.userId, userIds)
  const asked = [...new Set(userIds)].filter((id) => visible.has(id))
  return presenceOf(ctx, visible, asked, signal)
}

async function* presenceOf(
  { actor, services: { presence, sharing } }: SignedInContext,
  visible: ReadonlyMap<string, number>,
  userIds: string[],
  signal: AbortSignal | undefined,
): AsyncGenerator<Presence[]> {
  // Only the newest of each person waits: a slow reader holds one row per person at most.
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
