import { Random } from '../random.ts'
import { nodeCount } from '../world/world.ts'
import { clientFaults } from './client-faults.ts'
import type { Kind } from './kind.ts'
import { networkFaults } from './network-faults.ts'
import { nodeFaults } from './node-faults.ts'
import { storeFaults } from './store-faults.ts'

export const kinds: readonly Kind[] = [...nodeFaults, ...storeFaults, ...networkFaults, ...clientFaults]

/** A fault of a round: when it begins and ends, in milliseconds since the round's load began. */
export type Planned = { id: number; kind: Kind; node: number; atMs: number; forMs: number }

export type Plan = {
  /** How long people chat in a round while things break; then everything is healed and looked at. */
  loadMs: number
  rounds: Planned[][]
}

/**
 * What will break when: drawn from the seed alone. All kinds in random order, and again; several at once, where they do
 * not need the same thing for themselves.
 */
export function plan(
  seed: number,
  {
    rounds,
    loadMs,
    everyMs,
    full,
    only,
  }: { rounds: number; loadMs: number; everyMs: number; full: boolean; only: string | null },
): Plan {
  const random = new Random(seed)
  const chosen = only === null ? kinds : kinds.filter(({ name }) => name === only)
  if (chosen.length === 0)
    throw new Error(`There is no fault "${only}". There are: ${kinds.map(({ name }) => name).join(', ')}`)
  const deck: Kind[] = []
  let id = 0
  const planned = Array.from({ length: rounds }, () => {
    const busy = new Map<string, number>()
    const round: Planned[] = []
    for (let atMs = random.between(500, 1_500); atMs < loadMs - 1_500; atMs += everyMs * random.between(0.4, 1.6)) {
      if (deck.length < chosen.length) deck.push(...random.shuffled(chosen))
      const free = (kind: Kind, node: number) => kind.claims(node).every((claim) => (busy.get(claim) ?? 0) <= atMs)
      const node = Math.floor(random.next() * nodeCount)
      const place = deck.findIndex((kind) => free(kind, node))
      const [kind] = place < 0 ? [] : deck.splice(place, 1)
      if (!kind) continue
      const wantedMs = (full ? kind.fullMs : kind.shortMs) * random.between(0.5, 1)
      const forMs = Math.round(Math.min(wantedMs, loadMs - atMs))
      for (const claim of kind.claims(node)) busy.set(claim, atMs + forMs)
      round.push({ id: ++id, kind, node, atMs: Math.round(atMs), forMs })
    }
    return round
  })
  return { loadMs, rounds: planned }
}

export function describe({ rounds }: Plan): string {
  const line = ({ id, kind, node, atMs, forMs }: Planned) =>
    `    ${String(id).padStart(4)}  ${(atMs / 1_000).toFixed(1).padStart(5)} s for ${(forMs / 1_000).toFixed(1).padStart(4)} s  ${kind.what(node)}`
  return rounds.map((round, i) => `  round ${i + 1}\n${round.map(line).join('\n')}`).join('\n')
}
