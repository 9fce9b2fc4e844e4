import type { Presence } from '@chime/protocol'
import type { SignedInContext } from '../context.ts'
import { visibleTo } from './visible.ts'

/** The presence of these people. Those with whom the caller shares no channel are left out. */
export async function getPresence(ctx: SignedInContext, { userIds }: { userIds: string[] }): Promise<Presence[]> {
  const visible = await visibleTo(ctx.services, ctx.actor.userId, userIds)
  return ctx.services.presence.get([...new Set(userIds)].filter((id) => visible.has(id)))
}
