import { readdir, readFile } from 'node:fs/promises'

// What Linux tells about a process. Tests that measure memory use it, and so do benchmarks.

const pageMiB = 4_096 / 1024 / 1024

/** The processes that a process has started. Empty when there is none such process. */
export async function childrenOf(pid: number): Promise<number[]> {
  const threads = await readdir(`/proc/${pid}/task`).catch(() => [])
  const lists = threads.map((thread) => readFile(`/proc/${pid}/task/${thread}/children`, 'utf8').catch(() => ''))
  return (await Promise.all(lists)).join(' ').split(' ').filter(Boolean).map(Number)
}

/** How much memory a process uses now, in MiB; null when it has ended. */
export async function memoryOf(pid: number): Promise<number | null> {
  const text = await readFile(`/proc/${pid}/statm`, 'utf8').catch(() => null)
  return text === null ? null : Number(text.split(' ')[1]) * pageMiB
}

/** The most memory that a process has used since its start, in MiB; null when it has ended. */
export async function peakMemoryOf(pid: number): Promise<number | null> {
  const text = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '')
  const kib = /^VmHWM:\s+(\d+) kB/m.exec(text)?.[1]
  return kib === undefined ? null : Number(kib) / 1024
}
