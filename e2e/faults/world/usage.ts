import type { Usage } from '../history.ts'
import { scrape } from './metrics.ts'
import type { World } from './world.ts'

type UsageEntry = Omit<Usage, 'at'>

const counted = ['sockets', 'streams', 'topics', 'redisSubscriptions'] as const
const settleWithinMs = 30_000
const everyMs = 500

/** What a node is asked for, by the names of its metrics. */
const names = {
  heapBytes: 'nodejs_heap_size_used_bytes',
  sockets: 'chime_sockets',
  streams: 'chime_streams',
  topics: 'chime_topics',
}

/**
 * What each node holds now.
 *
 * @param before waits until it is no more than this: what is closed goes a moment later
 */
export async function readUsage(
  world: World,
  phase: 'before' | 'after',
  before: readonly UsageEntry[] | null,
): Promise<UsageEntry[]> {
  const deadline = Date.now() + settleWithinMs
  let entries = await once(world, phase)
  const isMore = () => entries.some((entry, i) => counted.some((what) => entry[what] > (before?.[i]?.[what] ?? 0)))
  while (before && isMore() && Date.now() < deadline) {
    await new Promise((resolve) => setTimeout(resolve, everyMs))
    entries = await once(world, phase)
  }
  return entries
}

async function once({ nodes, redis }: World, phase: 'before' | 'after'): Promise<UsageEntry[]> {
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
        // Not told by the nodes.
        listeners: 0,
        sockets: of(names.sockets),
        streams: of(names.streams),
        topics: of(names.topics),
        redisSubscriptions,
      }
    }),
  )
}
