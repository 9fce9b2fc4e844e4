import type { Random } from '../random.ts'
import type { Teammate } from '../team.ts'
import type { Cast } from './cast.ts'
import { pause } from './speak.ts'

const status = (member: Teammate | undefined, to: 'online' | 'away' | 'busy') =>
  member?.trpc.presence.set.mutate({ status: to }).catch(() => {})

/** Not everybody is there all the time: every minute or two somebody goes away or comes back, until the signal. */
export async function wander(cast: Cast, random: Random, signal: AbortSignal): Promise<void> {
  const away = new Set(['grace', 'omar'])
  for (const name of away) await status(cast.byName(name), 'away')
  await status(cast.byName('jonas'), 'busy')
  for (;;) {
    await pause(random, 45_000, 120_000, signal)
    const { username } = random.pick(cast.members)
    const leaves = !away.has(username) && away.size < 3
    if (leaves) away.add(username)
    else away.delete(username)
    await status(cast.byName(username), leaves ? 'away' : 'online')
  }
}

/** A chosen status outlives the connection: nobody may stay away for good. */
export async function backToNormal(cast: Cast): Promise<void> {
  await Promise.allSettled(cast.members.map((member) => member.trpc.presence.set.mutate({ status: 'online' })))
}
