import { readdir, readFile } from 'node:fs/promises'

const everyMs = 50
const pageBytes = 4_096

/** The most that a process used while it was watched. Of Linux; elsewhere everything is null. */
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
    readFile(`/proc/${pid}/statm`, 'utf8').then(
      (text) => (Number(text.split(' ')[1]) * pageBytes) / 1024 / 1024,
      () => null,
    ),
    readdir(`/proc/${pid}/fd`).then(
      ({ length }) => length,
      () => null,
    ),
  ])
  return { memoryMiB: memory, descriptors }
}
