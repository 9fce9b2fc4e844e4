import { OrderedWrites } from './ordered-writes.ts'
import type { OutboxEntry, OutboxStorage } from './storage.ts'

export type EntriesPorts = {
  /** Entries of this channel were added, changed or removed. */
  changed(channelId: string): void
  warn(details: object, text: string): void
}

/**
 * The outbox's entries: in memory, and also in the storage as soon as the user is known. Those of other tabs are in
 * memory too, but are stored by them.
 */
export class Entries {
  readonly #storage: OutboxStorage
  readonly #ports: EntriesPorts
  readonly #onStored: (entry: OutboxEntry) => void
  readonly #entries = new Map<string, OutboxEntry>()
  readonly #writes = new OrderedWrites()
  /** One set for each `load` that is under way: the entries that changed meanwhile, so that it may be out of date. */
  readonly #changedDuring = new Set<Set<string>>()
  #userId: string | null = null
  #lastOrder = 0
  #hasWarned = false

  /** @param stored called with each entry that this tab stores or changes */
  constructor(storage: OutboxStorage, ports: EntriesPorts, stored: (entry: OutboxEntry) => void) {
    this.#storage = storage
    this.#ports = ports
    this.#onStored = stored
  }

  /** Null: not known yet, so nothing is stored. */
  get userId(): string | null {
    return this.#userId
  }

  get size(): number {
    return this.#entries.size
  }

  get(clientId: string): OutboxEntry | null {
    return this.#entries.get(clientId) ?? null
  }

  all(): OutboxEntry[] {
    return [...this.#entries.values()]
  }

  channelIds(): string[] {
    return [...new Set(this.all().map((entry) => entry.channelId))]
  }

  /** In the order in which they were written. */
  of(channelId: string): OutboxEntry[] {
    return this.all()
      .filter((entry) => entry.channelId === channelId)
      .sort((a, b) => a.order - b.order)
  }

  /** Sets whose entries these are from now on, and stores those that are in memory. */
  bind(userId: string): void {
    this.#userId = userId
    for (const entry of this.all()) this.#save(entry)
  }

  /** Drops the entries from memory. They stay in the storage. */
  unload(): void {
    const channelIds = this.channelIds()
    this.#entries.clear()
    for (const channelId of channelIds) this.#ports.changed(channelId)
  }

  put(entry: OutboxEntry): void {
    this.show(entry)
    this.#save(entry)
  }

  /** Adds or changes an entry that another tab stores. */
  show(entry: OutboxEntry): void {
    this.#entries.set(entry.clientId, entry)
    this.#lastOrder = Math.max(this.#lastOrder, entry.order)
    this.#changed(entry.clientId)
    this.#ports.changed(entry.channelId)
  }

  remove(clientId: string): void {
    this.removeStored(clientId)
    this.hide(clientId)
  }

  /** Drops an entry from memory. */
  hide(clientId: string): void {
    const entry = this.#entries.get(clientId)
    this.#entries.delete(clientId)
    this.#changed(clientId)
    if (entry) this.#ports.changed(entry.channelId)
  }

  removeStored(clientId: string): void {
    this.#changed(clientId)
    this.#write(clientId, (userId) => this.#storage.remove(userId, clientId))
  }

  /**
   * What is stored for this user, by whichever tab or page. What changed while it was read is as it is in memory.
   *
   * @returns null when the storage could not be read. Never rejects
   */
  async stored(): Promise<OutboxEntry[] | null> {
    const userId = this.#userId
    if (userId === null) return null
    const changed = new Set<string>()
    this.#changedDuring.add(changed)
    try {
      const stored = await this.#storage.load(userId)
      if (userId !== this.#userId) return null
      const inMemory = [...changed].flatMap((clientId) => this.#entries.get(clientId) ?? [])
      return [...stored.filter(({ clientId }) => !changed.has(clientId)), ...inMemory].sort((a, b) => a.order - b.order)
    } catch (error) {
      this.#ports.warn({ error }, 'Unsent messages could not be read')
      return null
    } finally {
      this.#changedDuring.delete(changed)
    }
  }

  /** Resolves when the storage has done all that was asked of it so far. Never rejects. */
  written(): Promise<void> {
    return this.#writes.ended()
  }

  /** The place of a new entry: behind all earlier ones. */
  nextOrder(): number {
    this.#lastOrder = Math.max(this.#lastOrder + 1, Date.now() * 1_000)
    return this.#lastOrder
  }

  #changed(clientId: string): void {
    for (const changed of this.#changedDuring) changed.add(clientId)
  }

  #save(entry: OutboxEntry): void {
    if (this.#userId !== null) this.#onStored(entry)
    this.#write(entry.clientId, (userId) => this.#storage.save(userId, entry))
  }

  #write(clientId: string, write: (userId: string) => ReturnType<OutboxStorage['save']>): void {
    const userId = this.#userId
    if (userId === null) return
    this.#writes.begin(
      `${userId} ${clientId}`,
      () => write(userId),
      (error) => {
        // Once is enough: a full or forbidden storage refuses every message.
        if (!this.#hasWarned) {
          this.#ports.warn({ error }, 'Unsent messages cannot be stored: they are lost when this page closes')
        }
        this.#hasWarned = true
      },
    )
  }
}
