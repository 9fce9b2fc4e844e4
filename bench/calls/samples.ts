import { median, percentile } from '../report/statistics.ts'

export type Sampled = { p50: number; p95: number }
/** Does the work once. Resolves with milliseconds if it measures itself, else with nothing. */
export type Way = () => Promise<unknown>

/**
 * Measures each way again and again, one after the other, so that whatever disturbs the machine disturbs all of them. A tenth of
 * the rounds come before as a warm-up. @returns the percentiles in milliseconds
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
