import { mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { open, readdir, readFile, rename, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { type OutboxEntry, type OutboxStorage, parseEntry } from '../outbox/storage.ts'

/** A file that is still being written after this time was left by a process that was killed. */
const writingMaxMs = 60_000

/**
 * Keeps unsent messages in a folder, which is created when needed: one file for each message, readable by this user of
 * the system alone. Several processes may share the folder. When `send` returns, the message survives the end of the
 * process; a moment later it survives that of the machine. A damaged file is set aside (renamed to `….broken`) with a
 * warning of the process.
 */
export function fileStorage(folder: string): OutboxStorage {
  return new FileStorage(folder)
}

class FileStorage implements OutboxStorage {
  readonly #folder: string
  #written = 0
  #onDisk = Promise.resolve()

  constructor(folder: string) {
    this.#folder = folder
  }

  async load(userId: string): Promise<OutboxEntry[]> {
    const folder = this.#folderOf(userId)
    try {
      const names = await readdir(folder)
      const entries = await Promise.all(names.map((name) => this.#read(join(folder, name))))
      return entries.filter((entry) => entry !== null)
    } catch (error) {
      if (isMissing(error)) return []
      throw this.#failure(error)
    }
  }

  async save(userId: string, entry: OutboxEntry): Promise<void> {
    try {
      const folder = this.#folderOf(userId)
      mkdirSync(folder, { recursive: true, mode: 0o700 })
      const file = join(folder, fileName(entry.clientId))
      const writing = `${file}.${process.pid}-${++this.#written}.writing`
      writeFileSync(writing, JSON.stringify(entry), { mode: 0o600 })
      // In one step, so that nobody ever reads half of it.
      renameSync(writing, file)
      // One after the other, so that many messages do not need many open files.
      this.#onDisk = this.#onDisk.then(() => flush(file))
      await this.#onDisk
    } catch (error) {
      throw this.#failure(error)
    }
  }

  remove(userId: string, clientId: string): void {
    try {
      rmSync(join(this.#folderOf(userId), fileName(clientId)), { force: true })
    } catch (error) {
      throw this.#failure(error)
    }
  }

  async #read(file: string): Promise<OutboxEntry | null> {
    try {
      if (file.endsWith('.writing')) await removeIfLeft(file)
      if (!file.endsWith('.json')) return null
      const entry = parseEntry(await readFile(file, 'utf8'))
      if (entry) return entry
      await rename(file, `${file}.broken`)
      process.emitWarning(`Not an unsent message, so it was set aside: ${file}.broken`)
    } catch (error) {
      // If it is missing, another process sent it or set it aside.
      if (!isMissing(error)) process.emitWarning(`An unsent message could not be read: ${messageOf(error)}`)
    }
    return null
  }

  #folderOf(userId: string): string {
    return join(this.#folder, nameOf(userId))
  }

  #failure(cause: unknown): Error {
    return new Error(`Unsent messages cannot be kept in ${this.#folder}: ${messageOf(cause)}`, { cause })
  }
}

const fileName = (clientId: string) => `${nameOf(clientId)}.json`

/** Ids come from elsewhere, so they might contain what leads out of the folder. */
const nameOf = (id: string) => encodeURIComponent(id).replaceAll('.', '%2E')

const messageOf = (error: unknown) => (error instanceof Error ? error.message : String(error))

const isMissing = (error: unknown) => error instanceof Error && 'code' in error && error.code === 'ENOENT'

async function removeIfLeft(file: string): Promise<void> {
  const { mtimeMs } = await stat(file)
  if (Date.now() - mtimeMs > writingMaxMs) await rm(file, { force: true })
}

/** Waits until the system has written the file to the disk. Never rejects: at worst, that happens a little later. */
async function flush(file: string): Promise<void> {
  try {
    const handle = await open(file)
    await handle.datasync().finally(() => handle.close())
  } catch {
    // The message was sent, and its file removed. Or this file system cannot be told to write.
  }
}
