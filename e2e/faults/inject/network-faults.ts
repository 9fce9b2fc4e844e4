import type { TcpProxy } from '@chime/testing/tcp-proxy'
import type { Cluster } from '../cluster/cluster.ts'
import type { FaultKind } from './fault-kind.ts'

type Between = keyof Cluster['proxies']

const titles: Record<Between, string> = {
  postgres: 'between Postgres and',
  redis: 'between Redis and',
  clients: 'between some clients and',
}

function proxyOf(cluster: Cluster, between: Between, node: number): TcpProxy {
  const proxy = cluster.proxies[between][node]
  if (!proxy) throw new Error(`node ${node} has no proxy ${titles[between]} it`)
  return proxy
}

function fault(
  name: string,
  between: Between,
  times: Pick<FaultKind, 'shortMs' | 'fullMs'>,
  inject: (proxy: TcpProxy, draw: () => number) => void,
): FaultKind {
  return {
    name,
    ...times,
    claims: (node) => [`${between} ${node}`],
    what: (node) => `${name}: ${titles[between]} node ${node}`,
    async begin({ cluster, random }, node) {
      const proxy = proxyOf(cluster, between, node)
      inject(proxy, () => random.next())
      return async () => proxy.mend()
    },
  }
}

const fate = (draw: () => number) => (draw() < 0.5 ? 'late' : 'lost')

/** Lost packets, broken links and slow links. */
export const networkFaults: FaultKind[] = [
  fault('Postgres cut off', 'postgres', { shortMs: 5_000, fullMs: 15_000 }, (proxy, draw) =>
    proxy.losePackets(1, fate(draw)),
  ),
  fault('Redis cut off', 'redis', { shortMs: 5_000, fullMs: 15_000 }, (proxy, draw) =>
    proxy.losePackets(1, fate(draw)),
  ),
  // Always `lost`: what these clients missed must not reach them much later on the old connection. They reconnect instead.
  fault('clients cut off', 'clients', { shortMs: 5_000, fullMs: 15_000 }, (proxy, draw) =>
    proxy.losePackets(draw() < 0.3 ? 1 : 0.5, 'lost'),
  ),
  fault('Postgres slow', 'postgres', { shortMs: 5_000, fullMs: 15_000 }, (proxy, draw) =>
    proxy.slow(50 + draw() * 250),
  ),
  fault('Redis slow', 'redis', { shortMs: 5_000, fullMs: 15_000 }, (proxy, draw) => proxy.slow(50 + draw() * 400)),
  fault('links broken', 'clients', { shortMs: 1_500, fullMs: 4_000 }, (proxy) => proxy.down()),
]
