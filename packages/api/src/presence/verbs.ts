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
  return ctx.services.presence.get(await visibleTo(ctx.services.db, ctx.actor.userId, userIds))
}

/** First everybody's presence, then each batch of changes. */
export async function subscribePresence(
  ctx: SignedInContext,
  { userIds }: { userIds: string[] },
  signal: AbortSignal | undefined,
): Promise<AsyncIterable<Presence[]>> {
  const visible = await visibleTo(ctx.services.db, ctx.actor.userId, userIds)
  return presenceOf(ctx, visible, signal)
}

async function* presenceOf(
  { services: { presence } }: SignedInContext,
  userIds: string[],
  signal: AbortSignal | undefined,
): AsyncGenerator<Presence[]> {
  // Only the newest of each person waits: a slow reader holds one row per person at most.
  const waiting = new Map<string, Presence>()
  let wake = () => {}
  const unwatch = presence.watch(userIds, (changed) => {
    for (const row of changed) waiting.set(row.userId, row)
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
    signal?.removeEventListener('abort', onAbort)
  }
}
