import { setTimeout as sleep } from 'node:timers/promises'
import type { ClientPool } from './client-pool.ts'

/**
 * Sends one message on each node, and waits until every node has delivered all of them.
 *
 * @returns how long that took, in milliseconds
 * @throws Error when it takes longer than the timeout
 */
export async function probe(pool: ClientPool, timeoutMs: number): Promise<number | null> {
  const channel = pool.fixture.channels.find(({ use }) => use === 'probe')
  const probes = pool.present('probe')
  if (!channel || probes.length === 0) return null
  const started = performance.now()
  const deadline = started + timeoutMs
  const sent = probes.map(async ({ spec, client }) => {
    const { outcome, answer } = await client.send(channel.id, `${spec.client} asks whether it works`)
    if (outcome !== 'ok') throw new Error(`${spec.client}: a probe was not acknowledged`)
    return (answer as { number: number }).number // the answer of a send is its message
  })
  for (const work of sent) pool.run(work)
  const late = sleep(timeoutMs, undefined, { ref: false }).then(() => {
    throw new Error(`probes were not acknowledged within ${timeoutMs} ms`)
  })
  const numbers = await Promise.race([Promise.all(sent), late])
  for (;;) {
    if (probes.every(({ client }) => numbers.every((number) => client.shows(channel.id, number))))
      return Math.round(performance.now() - started)
    if (performance.now() > deadline) throw new Error(`probes were not delivered within ${timeoutMs} ms`)
    await sleep(10)
  }
}
