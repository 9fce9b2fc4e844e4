import { readdir } from 'node:fs/promises'
import { childrenOf, memoryOf } from '@chime/testing/process/look'

const everyMs = 50

/** The most that a process and those that it started used while it was watched. Of Linux; elsewhere everything is null. */
export type Usage = { memoryMiB: number | null; descriptors: number | null }

/** Looks at a process's memory and open descriptors, again and again until `stop` is called. */
export function watchUsage(pid: number): { stop(): Usage } {
  const most: Usage = { memoryMiB: null, descriptors: null }
  const timer = setInterval(async () => {
    const now = await usageOf(pid)
    most.memoryMiB = Math.max(most.memoryMiB ?? 0, now.memoryMiB ?? 0) || null
    most.descriptors = Math.max(most.descriptors ?? 0, now.descriptors ?? 0) || null
  }, everyMs)
  return {
    stop() {
      clearInterval(timer)
      return most
    },
  }
}

export async function usageOf(pid: number): Promise<Usage> {
  const [memory, descriptors] = await Promise.all([
    memoryOfAll(pid),
    readdir(`/proc/${pid}/fd`).then(
      ({ length }) => length,
      () => null,
    ),
  ])
  return { memoryMiB: memory, descriptors }
}

async function memoryOfAll(pid: number): Promise<number | null> {
  const own = await memoryOf(pid)
  if (own === null) return null
  const others = await Promise.all((await childrenOf(pid)).map(memoryOf))
  return others.reduce<number>((sum, one) => sum + (one ?? 0), own)
}
