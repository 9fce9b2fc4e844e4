import type { Cluster } from './cluster.ts'

/** Sums of all nodes' counters since the start, over their restarts. */
export type Counters = ReadonlyMap<string, number>

const everyMs = 1_000
const timeoutMs = 900

/** Reads the metrics of one node; null when it does not answer. Series with the same name are added up. */
export async function scrape(port: number, within = timeoutMs): Promise<Map<string, number> | null> {
  try {
    const response = await fetch(`http://127.0.0.1:${port}/metrics`, { signal: AbortSignal.timeout(within) })
    const text = await response.text()
    if (!response.ok) return null
    const values = new Map<string, number>()
    for (const line of text.split('\n')) {
      const [, name, value] = /^([a-zA-Z_:][\w:]*)(?:\{[^}]*\})?\s+([-+\d.eE]+)/.exec(line) ?? []
      if (name !== undefined) values.set(name, (values.get(name) ?? 0) + Number(value))
    }
    return values
  } catch {
    return null
  }
}

/** Reads the metrics every second, because a node that is killed loses its counters. */
export function watchMetrics({ nodes }: Cluster): { totals: Counters; stop(): void } {
  const totals = new Map<string, number>()
  const last = new Map<number, Map<string, number>>()
  let looking = false
  const look = async () => {
    if (looking) return
    looking = true
    await Promise.all(
      nodes.map(async ({ index, port }) => {
        const now = await scrape(port)
        if (!now) return
        const before = last.get(index)
        last.set(index, now)
        for (const [name, value] of now) {
          const known = before?.get(name) ?? 0
          // A counter that is lower than before was reset by a restart.
          totals.set(name, (totals.get(name) ?? 0) + (value >= known ? value - known : value))
        }
      }),
    )
    looking = false
  }
  const timer = setInterval(() => void look(), everyMs)
  return { totals, stop: () => clearInterval(timer) }
}
