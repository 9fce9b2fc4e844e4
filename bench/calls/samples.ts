import { median, percentile } from '../report/result.ts'

export type Sampled = { p50: number; p95: number }
/** Resolves when it is done; with a number when it timed itself, in ms. */
export type Way = () => Promise<unknown>

/**
 * Times each way again and again, in turn, so that what disturbs the machine disturbs all of them. Milliseconds, after a
 * warm-up of a tenth.
 */
export async function sampleInTurn<Name extends string>(
  ways: Record<Name, Way>,
  { rounds, each }: { rounds: number; each: number },
): Promise<Record<Name, Sampled>> {
  const names = Object.keys(ways) as Name[] // its own
  const times = new Map<Name, number[]>(names.map((name) => [name, []]))
  for (let round = -Math.ceil(rounds / 10); round < rounds; round += 1) {
    for (const name of names) {
      for (let i = 0; i < each; i += 1) {
        const began = performance.now()
        const said = await ways[name]()
        const ms = typeof said === 'number' ? said : performance.now() - began
        if (round >= 0) times.get(name)?.push(ms)
      }
    }
  }
  const summary = (all: number[]): Sampled => ({ p50: median(all), p95: percentile(all, 95) })
  return Object.fromEntries([...times].map(([name, all]) => [name, summary(all)])) as Record<Name, Sampled>
}
