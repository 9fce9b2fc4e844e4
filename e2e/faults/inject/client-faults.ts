import type { Storm } from '../clients/worker-commands.ts'
import type { FaultKind } from './fault-kind.ts'

/** Faults that clients cause. */
export const clientFaults: FaultKind[] = [
  {
    name: 'reader stops',
    shortMs: 6_000,
    fullMs: 20_000,
    claims: () => ['reader'],
    what: () => 'a reader does not read while thousands of messages pass',
    async begin({ workers, full, random }) {
      await all(workers, { do: 'reader', reads: false })
      const count = full ? random.pick([2_000, 3_000, 10_000]) : 1_500
      const flood = all(workers, { do: 'flood', count }).catch(() => {})
      return async () => {
        await all(workers, { do: 'reader', reads: true })
        await flood
      }
    },
  },
  {
    name: 'all reconnect',
    shortMs: 1_000,
    fullMs: 1_000,
    claims: () => ['sockets'],
    what: () => 'every client loses its connection in the same moment',
    async begin({ workers }) {
      await all(workers, { do: 'drop', share: 1 })
      return async () => {}
    },
  },
  {
    name: 'storm',
    shortMs: 8_000,
    fullMs: 30_000,
    claims: () => ['storm'],
    what: () => 'a crowd connects at once, three times',
    async begin({ workers, full, note }) {
      const [worker] = workers
      const count = full ? 2_000 : 200
      const storming = worker?.ask({ do: 'storm', count, times: 3 }).then((value) => {
        const { tookMs, missing, why } = value as Storm // what `storm` answers
        if (tookMs.length > 0)
          note(
            `storm of ${count}: ${tookMs.join(', ')} ms until all had their hello, ${missing} missing; tries that failed: ${JSON.stringify(why)}`,
          )
      })
      return async () => {
        await worker?.ask({ do: 'stop-storm' })
        await storming
      }
    },
  },
  {
    name: 'sent ten times',
    shortMs: 500,
    fullMs: 500,
    claims: () => [],
    what: () => 'the same send ten times on three nodes',
    async begin({ workers }) {
      const sending = all(workers, { do: 'retry-ten' })
      return async () => void (await sending)
    },
  },
]

const all = (
  workers: Parameters<FaultKind['begin']>[0]['workers'],
  command: Parameters<(typeof workers)[number]['ask']>[0],
) => Promise.all(workers.map((worker) => worker.ask(command)))
