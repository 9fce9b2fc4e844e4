import type { Link } from '../world/link.ts'
import type { World } from '../world/world.ts'
import type { Kind } from './kind.ts'

type Between = keyof World['links']

const titles: Record<Between, string> = {
  postgres: 'between Postgres and',
  redis: 'between Redis and',
  clients: 'between some clients and',
}

function linkOf(world: World, between: Between, node: number): Link {
  const link = world.links[between][node]
  if (!link) throw new Error(`node ${node} has no link ${titles[between]} it`)
  return link
}

function fault(
  name: string,
  between: Between,
  times: Pick<Kind, 'shortMs' | 'fullMs'>,
  hurt: (link: Link, draw: () => number) => void,
): Kind {
  return {
    name,
    ...times,
    claims: (node) => [`${between} ${node}`],
    what: (node) => `${name}: ${titles[between]} node ${node}`,
    async begin({ world, random }, node) {
      const link = linkOf(world, between, node)
      hurt(link, () => random.next())
      return async () => link.mend()
    },
  }
}

const fate = (draw: () => number) => (draw() < 0.5 ? 'late' : 'lost')

/** Packets that vanish, links that break, answers that take long. */
export const networkFaults: Kind[] = [
  fault('Postgres cut off', 'postgres', { shortMs: 5_000, fullMs: 15_000 }, (link, draw) => link.mute(1, fate(draw))),
  fault('Redis cut off', 'redis', { shortMs: 5_000, fullMs: 15_000 }, (link, draw) => link.mute(1, fate(draw))),
  // What these clients are not told must not reach them much later either: they connect again.
  fault('clients cut off', 'clients', { shortMs: 5_000, fullMs: 15_000 }, (link, draw) =>
    link.mute(draw() < 0.3 ? 1 : 0.5, 'lost'),
  ),
  fault('Postgres slow', 'postgres', { shortMs: 5_000, fullMs: 15_000 }, (link, draw) => link.slow(50 + draw() * 250)),
  fault('Redis slow', 'redis', { shortMs: 5_000, fullMs: 15_000 }, (link, draw) => link.slow(50 + draw() * 400)),
  fault('links broken', 'clients', { shortMs: 1_500, fullMs: 4_000 }, (link) => link.cut()),
]
