import { waitUntil } from '@chime/testing/wait-until'
import type { Usage } from '../history/entry.ts'
import type { Cluster } from './cluster.ts'
import { scrape } from './metrics.ts'

type UsageEntry = Omit<Usage, 'at'>

const counted = ['sockets', 'streams', 'topics', 'redisSubscriptions'] as const
const settleWithinMs = 30_000
const everyMs = 500

/** The names of the metrics. */
const names = {
  heapBytes: 'nodejs_heap_size_used_bytes',
  sockets: 'chime_sockets',
  streams: 'chime_streams',
  topics: 'chime_topics',
}

/**
 * Reads what each node holds now.
 *
 * @param before if given, waits up to 30 s until no node holds more than before: what was closed is freed a little later
 */
export async function readUsage(
  cluster: Cluster,
  phase: 'before' | 'after',
  before: readonly UsageEntry[] | null,
): Promise<UsageEntry[]> {
  let entries: UsageEntry[] = []
  const isMore = () => entries.some((entry, i) => counted.some((what) => entry[what] > (before?.[i]?.[what] ?? 0)))
  const hasSettled = async () => {
    entries = await once(cluster, phase)
    return !before || !isMore()
  }
  await waitUntil(hasSettled, { timeoutMs: settleWithinMs, everyMs })
  return entries
}

async function once({ nodes, redis }: Cluster, phase: 'before' | 'after'): Promise<UsageEntry[]> {
  for (const node of nodes) node.collect()
  const redisSubscriptions = await redis.subscriptions()
  return Promise.all(
    nodes.map(async ({ index, port }): Promise<UsageEntry> => {
      const values = await scrape(port, 5_000)
      const of = (name: string) => values?.get(name) ?? 0
      return {
        type: 'usage',
        node: index,
        phase,
        heapBytes: of(names.heapBytes),
        // The nodes do not report it.
        listeners: 0,
        sockets: of(names.sockets),
        streams: of(names.streams),
        topics: of(names.topics),
        redisSubscriptions,
      }
    }),
  )
}
