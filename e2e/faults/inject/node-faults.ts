import type { Context, FaultKind } from './fault-kind.ts'

const clockAhead = new URL('../cluster/preload-clock-ahead.ts', import.meta.url).href
/** A stop may take this long. Service managers usually kill a process that takes longer. */
const stopWithinMs = 10_000

const nodeOf = ({ cluster }: Context, index: number) => {
  const node = cluster.nodes[index]
  if (!node) throw new Error(`there is no node ${index}`)
  return node
}
const claims = (node: number) => [`node ${node}`]
const named = (what: string) => (node: number) => `${what} node ${node}`

async function stop(context: Context, index: number): Promise<void> {
  const tookMs = await nodeOf(context, index).terminate()
  if (tookMs > stopWithinMs) context.note(`node ${index} took ${Math.round(tookMs)} ms to stop`)
}

export const nodeFaults: FaultKind[] = [
  {
    name: 'node killed',
    shortMs: 2_500,
    fullMs: 6_000,
    claims,
    what: named('kill -9'),
    async begin(context, index) {
      const node = nodeOf(context, index)
      // So that it is killed in the middle of sends.
      for (const worker of context.workers) void worker.ask({ do: 'retry-ten' }).catch(() => {})
      await node.kill()
      return () => node.start()
    },
  },
  {
    name: 'node stopped',
    shortMs: 2_500,
    fullMs: 6_000,
    claims,
    what: named('SIGTERM'),
    async begin(context, index) {
      await stop(context, index)
      return () => nodeOf(context, index).start()
    },
  },
  {
    name: 'node stalled',
    shortMs: 3_000,
    fullMs: 5_000,
    claims,
    what: named('SIGSTOP'),
    async begin(context, index) {
      const node = nodeOf(context, index)
      node.freeze()
      return async () => node.thaw()
    },
  },
  {
    name: 'clock ahead',
    shortMs: 6_000,
    fullMs: 20_000,
    claims,
    what: named('an hour ahead:'),
    async begin(context, index) {
      const node = nodeOf(context, index)
      await stop(context, index)
      await node.start({ imports: [clockAhead] })
      return async () => {
        await stop(context, index)
        await node.start()
      }
    },
  },
]
