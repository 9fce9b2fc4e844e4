import { setTimeout as sleep } from 'node:timers/promises'
import type { Troupe } from './troupe.ts'

/**
 * Sends once on each node and waits until all nodes have delivered all of it.
 *
 * @returns how long that took, in milliseconds
 * @throws when it takes longer than the timeout
 */
export async function probe(troupe: Troupe, timeoutMs: number): Promise<number | null> {
  const stage = troupe.casting.stages.find(({ use }) => use === 'probe')
  const probes = troupe.present('probe')
  if (!stage || probes.length === 0) return null
  const started = performance.now()
  const deadline = started + timeoutMs
  const sent = probes.map(async ({ part, follower }) => {
    const { outcome, answer } = await follower.send(stage.id, `${part.client} asks whether it works`)
    if (outcome !== 'ok') throw new Error(`${part.client}: a probe was not acknowledged`)
    return (answer as { number: number }).number // the answer of a send is its message
  })
  for (const work of sent) troupe.run(work)
  const late = sleep(timeoutMs, undefined, { ref: false }).then(() => {
    throw new Error(`probes were not acknowledged within ${timeoutMs} ms`)
  })
  const numbers = await Promise.race([Promise.all(sent), late])
  for (;;) {
    if (probes.every(({ follower }) => numbers.every((number) => follower.shows(stage.id, number))))
      return Math.round(performance.now() - started)
    if (performance.now() > deadline) throw new Error(`probes were not delivered within ${timeoutMs} ms`)
    await sleep(10)
  }
}
