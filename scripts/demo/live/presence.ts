import type { Random } from '@chime/testing/random'
import type { Teammate } from '../team.ts'
import type { LiveMembers } from './members.ts'
import { pause } from './speak.ts'

const status = (member: Teammate | undefined, to: 'online' | 'away' | 'busy') =>
  member?.trpc.presence.set.mutate({ status: to }).catch(() => {})

/** Until the signal, somebody becomes away or comes back every minute or two. */
export async function wander(live: LiveMembers, random: Random, signal: AbortSignal): Promise<void> {
  const away = new Set(['grace', 'omar'])
  for (const name of away) await status(live.byName(name), 'away')
  await status(live.byName('jonas'), 'busy')
  for (;;) {
    await pause(random, 45_000, 120_000, signal)
    const { username } = random.pick(live.members)
    const leaves = !away.has(username) && away.size < 3
    if (leaves) away.add(username)
    else away.delete(username)
    await status(live.byName(username), leaves ? 'away' : 'online')
  }
}

/** Sets everybody to online again, because a chosen status stays after the connection has ended. */
export async function backToNormal(live: LiveMembers): Promise<void> {
  await Promise.allSettled(live.members.map((member) => member.trpc.presence.set.mutate({ status: 'online' })))
}
