import type { ChosenStatus, Presence } from '@chime/protocol'
import type { SignedInContext } from '../context.ts'

/**
 * Sets what others see of the caller. With `thisDevice` it only reports whether the device behind this connection is in
 * use.
 *
 * @returns how others see the caller now
 */
export async function setPresence(
  ctx: SignedInContext,
  { status, thisDevice = false }: { status: ChosenStatus; thisDevice?: boolean },
): Promise<Presence> {
  const { userId } = ctx.actor
  const { presence } = ctx.services
  const connectionId = ctx.socket?.id ?? null
  if (!thisDevice) await presence.choose(userId, status, connectionId)
  // A call over HTTP has no connection that could be idle.
  else if (connectionId !== null) await presence.setIdle(userId, connectionId, status === 'away')
  const [now] = await presence.get([userId])
  return now ?? { userId, status: 'unknown', lastSeenAt: null }
}
