import { randomUUID } from 'node:crypto'
import { type FileHandle, mkdir, open, readdir, rename, rm, stat, statfs } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { type FileStore, mustBeKey, StoreError } from './store.ts'

/** What a crash left half-written; nothing is written for that long. */
const leftOverMs = 60 * 60 * 1_000

/** Others on this machine read no files of people. */
const folderMode = { recursive: true, mode: 0o700 }

/**
 * Files in a folder. Several nodes must share that folder (NFS or the like), or use a bucket.
 *
 * @param folder made where it is missing
 */
export function createDiskStore({ folder }: { folder: string }): FileStore {
  /** On the same file system, so that a finished file is moved to its place at once. */
  const halves = join(folder, 'halves')
  // Few entries in each folder of the disk, however many files there are.
  const pathOf = (key: string) => {
    mustBeKey(key)
    return join(folder, 'kept', key.slice(0, 2), key)
  }

  return {
    put: (key, bytes) =>
      known(async () => {
        const path = pathOf(key)
        await Promise.all([mkdir(halves, folderMode), mkdir(dirname(path), folderMode)])
        const half = join(halves, randomUUID())
        try {
          await writeThrough(half, bytes)
          await rename(half, path)
        } catch (error) {
          await rm(half, { force: true })
          throw error
        }
        await syncFolder(dirname(path))
      }),
    open: (key, range) =>
      known(async () => {
        const file = await open(pathOf(key)).catch(missing)
        return file?.createReadStream(range) ?? null
      }),
    list: (inside, max) =>
      known(async () => {
        const path = pathOf(inside)
        const names = (await readdir(path).catch(missing)) ?? []
        const first = names.sort().slice(0, max)
        const sizes = await Promise.all(first.map((name) => stat(join(path, name)).catch(missing)))
        return first.flatMap((name, i) => (sizes[i]?.isFile() ? [{ name, size: sizes[i].size }] : []))
      }),
    erase: (inside) => known(() => rm(pathOf(inside), { recursive: true, force: true })),
    room: () =>
      known(async () => {
        await mkdir(folder, folderMode)
        const { bavail, bsize } = await statfs(folder)
        return bavail * bsize
      }),
    tidy: () =>
      known(async () => {
        for (const name of (await readdir(halves).catch(missing)) ?? []) {
          const half = join(halves, name)
          const found = await stat(half).catch(missing)
          if (found && found.mtimeMs < Date.now() - leftOverMs) await rm(half, { force: true })
        }
      }),
    close: () => {},
  }
}

/** Returns once the bytes are on the disk and not only in the memory of the operating system. */
async function writeThrough(path: string, bytes: Uint8Array): Promise<void> {
  const file = await open(path, 'wx', 0o600)
  try {
    await file.writeFile(bytes)
    await file.sync()
  } finally {
    await file.close()
  }
}

/** The name of a new file is in its folder, which has to reach the disk too. Windows has no such thing. */
async function syncFolder(path: string): Promise<void> {
  let file: FileHandle | undefined
  try {
    file = await open(path)
    await file.sync()
  } catch {
    // The file is in its place in any case.
  } finally {
    await file?.close()
  }
}

const codeOf = (error: unknown) => (error instanceof Error && 'code' in error ? String(error.code) : '')

function missing(error: unknown): null {
  if (codeOf(error) === 'ENOENT' || codeOf(error) === 'ENOTDIR') return null
  throw error
}

const full = new Set(['ENOSPC', 'EDQUOT', 'EFBIG'])

async function known<T>(run: () => Promise<T>): Promise<T> {
  try {
    return await run()
  } catch (error) {
    // Without a code it is no answer of the file system but a mistake of ours.
    if (codeOf(error) === '') throw error
    throw new StoreError(full.has(codeOf(error)) ? 'full' : 'away', error)
  }
}
