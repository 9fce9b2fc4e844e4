import { randomUUID } from 'node:crypto'
import { type FileHandle, mkdir, open, readdir, rename, rm, stat, statfs } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { type FileStore, mustBeKey, StoreError } from './store.ts'

/** A file that is half-written for this long was left by a crash: no write takes that long. */
const leftOverMs = 60 * 60 * 1_000

/** Other users of this machine must not read people's files. */
const folderMode = { recursive: true, mode: 0o700 }

/**
 * Keeps files in a folder. Several nodes must share that folder (NFS or the like), or use a bucket.
 *
 * @param options.folder is made if it is missing
 */
export function createDiskStore({ folder }: { folder: string }): FileStore {
  /** Files that are being written. The folder is on the same file system, so moving a complete file to its place is one step. */
  const halves = join(folder, 'halves')
  // Subfolders keep the number of entries in each folder small, however many files there are.
  const pathOf = (key: string) => {
    mustBeKey(key)
    return join(folder, 'kept', key.slice(0, 2), key)
  }

  return {
    put: (key, bytes) =>
      withStoreError(async () => {
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
      withStoreError(async () => {
        const file = await open(pathOf(key)).catch(missing)
        return file?.createReadStream(range) ?? null
      }),
    list: (inside, max) =>
      withStoreError(async () => {
        const path = pathOf(inside)
        const names = (await readdir(path).catch(missing)) ?? []
        const first = names.sort().slice(0, max)
        const sizes = await Promise.all(first.map((name) => stat(join(path, name)).catch(missing)))
        return first.flatMap((name, i) => (sizes[i]?.isFile() ? [{ name, size: sizes[i].size }] : []))
      }),
    erase: (inside) => withStoreError(() => rm(pathOf(inside), { recursive: true, force: true })),
    room: () =>
      withStoreError(async () => {
        await mkdir(folder, folderMode)
        const { bavail, bsize } = await statfs(folder)
        return bavail * bsize
      }),
    tidy: () =>
      withStoreError(async () => {
        for (const name of (await readdir(halves).catch(missing)) ?? []) {
          const half = join(halves, name)
          const found = await stat(half).catch(missing)
          if (found && found.mtimeMs < Date.now() - leftOverMs) await rm(half, { force: true })
        }
      }),
    close: () => {},
  }
}

/** Resolves once the bytes are on the disk, and not only in the memory of the operating system. */
async function writeThrough(path: string, bytes: Uint8Array): Promise<void> {
  const file = await open(path, 'wx', 0o600)
  try {
    await file.writeFile(bytes)
    await file.sync()
  } finally {
    await file.close()
  }
}

/** The name of a new file is stored in its folder, which has to reach the disk as well. Windows cannot do this. */
async function syncFolder(path: string): Promise<void> {
  let file: FileHandle | undefined
  try {
    file = await open(path)
    await file.sync()
  } catch {
    // The file is in its place, even if its name may not survive a power cut.
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

async function withStoreError<T>(run: () => Promise<T>): Promise<T> {
  try {
    return await run()
  } catch (error) {
    // An error without a code does not come from the file system: it is a bug.
    if (codeOf(error) === '') throw error
    throw new StoreError(full.has(codeOf(error)) ? 'full' : 'away', error)
  }
}
