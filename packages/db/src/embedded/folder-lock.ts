import { randomUUID } from 'node:crypto'
import { link, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { isRunning, startOf } from './process.ts'

/** The process that holds the lock. `started` tells it from a later one with the same pid: a restarted container reuses pids. */
type Holder = { pid: number; started: string }

/** Another process uses the folder. The message is for whoever starts Chime. */
export class FolderInUse extends Error {}

/**
 * Locks the folder for this process, with a file that names the process. The lock of a process that has ended does not count.
 *
 * @returns a function that unlocks the folder
 * @throws FolderInUse when another running process holds the lock; the message names its pid
 */
export async function lockFolder(folder: string): Promise<() => Promise<void>> {
  const path = join(folder, 'lock')
  const mine = JSON.stringify({ pid: process.pid, started: await startOf(process.pid) } satisfies Holder)
  const draft = `${path}.${randomUUID()}`
  await writeFile(draft, mine, { mode: 0o600 })
  try {
    // A link makes the complete file appear in one step, and fails if there is a lock already.
    while (!(await linked(draft, path))) {
      const text = await readFile(path, 'utf8').catch(() => '')
      const holder = parse(text)
      if (holder !== undefined && (await isAlive(holder))) {
        throw new FolderInUse(
          `${folder} is in use by another Chime, process ${holder.pid}. Stop that one first, or set DATA_DIR to another folder.`,
        )
      }
      await removeStale(path, text)
    }
  } finally {
    await rm(draft, { force: true })
  }
  return async () => {
    if ((await readFile(path, 'utf8').catch(() => '')) === mine) await rm(path, { force: true })
  }
}

async function linked(from: string, to: string): Promise<boolean> {
  try {
    await link(from, to)
    return true
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false
    throw error
  }
}

/** Two processes may find the same stale lock. So it is moved away first, and put back if it is not the stale one any more. */
async function removeStale(path: string, text: string): Promise<void> {
  const aside = `${path}.${randomUUID()}`
  try {
    await rename(path, aside)
  } catch {
    return
  }
  const moved = await readFile(aside, 'utf8')
  if (moved !== text) await linked(aside, path)
  await rm(aside, { force: true })
}

function parse(text: string): Holder | undefined {
  try {
    const value: unknown = JSON.parse(text)
    if (typeof value !== 'object' || value === null || !('pid' in value) || !('started' in value)) return undefined
    if (typeof value.pid !== 'number' || typeof value.started !== 'string') return undefined
    return { pid: value.pid, started: value.started }
  } catch {
    return undefined
  }
}

async function isAlive(holder: Holder): Promise<boolean> {
  return (await isRunning(holder.pid)) && (await startOf(holder.pid)) === holder.started
}
