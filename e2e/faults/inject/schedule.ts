import { seeded } from '@chime/testing/random'
import { nodeCount } from '../cluster/cluster.ts'
import { clientFaults } from './client-faults.ts'
import type { FaultKind } from './fault-kind.ts'
import { networkFaults } from './network-faults.ts'
import { nodeFaults } from './node-faults.ts'
import { storeFaults } from './store-faults.ts'

export const faultKinds: readonly FaultKind[] = [...nodeFaults, ...storeFaults, ...networkFaults, ...clientFaults]

/** A fault of a round. Times are in milliseconds; `atMs` counts from the beginning of the round's load. */
export type PlannedFault = { id: number; kind: FaultKind; node: number; atMs: number; forMs: number }

export type Plan = {
  /** How long clients chat in a round while things break. Afterwards everything is healed and compared. */
  loadMs: number
  rounds: PlannedFault[][]
}

/**
 * Draws from the seed alone what will break, and when. All kinds of faults come in random order, again and again. Several may
 * overlap, unless they claim the same.
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
  const random = seeded(seed)
  const chosen = only === null ? faultKinds : faultKinds.filter(({ name }) => name === only)
  if (chosen.length === 0)
    throw new Error(`There is no fault "${only}". There are: ${faultKinds.map(({ name }) => name).join(', ')}`)
  const deck: FaultKind[] = []
  let id = 0
  const planned = Array.from({ length: rounds }, () => {
    const busy = new Map<string, number>()
    const round: PlannedFault[] = []
    for (let atMs = random.between(500, 1_500); atMs < loadMs - 1_500; atMs += everyMs * random.between(0.4, 1.6)) {
      if (deck.length < chosen.length) deck.push(...random.shuffled(chosen))
      const free = (kind: FaultKind, node: number) => kind.claims(node).every((claim) => (busy.get(claim) ?? 0) <= atMs)
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
  const line = ({ id, kind, node, atMs, forMs }: PlannedFault) =>
    `    ${String(id).padStart(4)}  ${(atMs / 1_000).toFixed(1).padStart(5)} s for ${(forMs / 1_000).toFixed(1).padStart(4)} s  ${kind.what(node)}`
  return rounds.map((round, i) => `  round ${i + 1}\n${round.map(line).join('\n')}`).join('\n')
}
