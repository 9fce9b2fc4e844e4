import type { Message } from '@chime/protocol'
import type { Entries } from './entries.ts'
import type { Notice, Notices } from './notices.ts'
import type { Ownership } from './ownership.ts'
import type { OutboxEntry } from './storage.ts'

export type OtherTabsPorts = {
  /** Entries of this channel are now this tab's to send. */
  run(channelId: string): void
  /** The server has it, as the tab that sent it says. */
  sent(clientId: string, message: Message): void
  discarded(entry: OutboxEntry): void
  /** Another tab wants the files of this tab's entry to be uploaded once more. */
  retry(clientId: string): void
}

/**
 * The entries of other tabs and of earlier pages. While their owner lives they are only shown, and it sends them. When
 * it is gone, one of the other tabs takes them over.
 */
export class OtherTabs {
  readonly #entries: Entries
  readonly #ownership: Ownership
  readonly #notices: Notices | null
  readonly #ports: OtherTabsPorts

  /** @param notices null: entries of other tabs are not shown */
  constructor(entries: Entries, ownership: Ownership, notices: Notices | null, ports: OtherTabsPorts) {
    this.#entries = entries
    this.#ownership = ownership
    this.#notices = notices
    this.#ports = ports
  }

  begin(userId: string): void {
    this.#ownership.begin()
    this.#notices?.listen(userId, (notice) => this.#receive(notice))
  }

  end(): void {
    this.#ownership.end()
    this.#notices?.stop()
  }

  tell(notice: Notice): void {
    this.#notices?.tell(notice)
  }

  isMine(clientId: string): boolean {
    return this.#entries.get(clientId)?.owner === this.#ownership.name
  }

  /** Shows what is stored, and takes over what belongs to nobody any more. Never rejects. */
  async load(): Promise<void> {
    const shown = this.#shown()
    const stored = await this.#stored()
    if (stored && this.#notices) this.#show(stored, shown)
    const owners = new Set(stored?.map(({ owner }) => owner))
    await Promise.all([...owners].map((owner) => this.#watch(owner)))
  }

  #receive(notice: Notice): void {
    if (notice.kind === 'put') {
      const { entry } = notice
      // Two tabs have sent it again at the same time: both decide for the same one of them.
      const mine = this.isMine(entry.clientId) ? this.#entries.get(entry.clientId) : null
      if (mine && (mine.order > entry.order || (mine.order === entry.order && mine.owner > entry.owner))) return
      this.#entries.show(entry)
      void this.#watch(entry.owner)
      return
    }
    const entry = this.#entries.get(notice.clientId)
    if (!entry) return
    if (notice.kind === 'sent') this.#ports.sent(notice.clientId, notice.message)
    else if (notice.kind === 'discarded') this.#ports.discarded(entry)
    else if (this.isMine(notice.clientId)) this.#ports.retry(notice.clientId)
  }

  #watch(owner: string): Promise<void> {
    return this.#ownership.whenGone(owner, () => this.#takeOver(owner))
  }

  /** The tab that owned these entries is gone, so this one sends them. */
  async #takeOver(owner: string): Promise<void> {
    const shown = this.#shown()
    const stored = await this.#stored()
    // Storage that cannot be read does not lose what is shown.
    for (const entry of stored ?? shown) {
      if (entry.owner !== owner || this.isMine(entry.clientId)) continue
      // Its files were only in the memory of the page that is gone.
      const failed = entry.isHeld
        ? { error: 'Its files were lost when the page was closed', reason: null, retryable: false }
        : entry.failed
      this.#entries.put({ ...entry, failed, owner: this.#ownership.name })
      this.#ports.run(entry.channelId)
    }
    if (stored && this.#notices) this.#show(stored, shown)
    // Only now may another tab look for entries of this owner.
    await this.#entries.written()
  }

  /** @param before what was shown before the storage was read: of this, what is not stored any more is gone */
  #show(stored: OutboxEntry[], before: OutboxEntry[]): void {
    const kept = new Set(stored.map(({ clientId }) => clientId))
    for (const entry of stored) if (!this.isMine(entry.clientId)) this.#entries.show(entry)
    for (const { clientId } of before) {
      if (!kept.has(clientId) && !this.isMine(clientId)) this.#entries.hide(clientId)
    }
  }

  #shown(): OutboxEntry[] {
    return this.#entries.all().filter(({ clientId }) => !this.isMine(clientId))
  }

  async #stored(): Promise<OutboxEntry[] | null> {
    const stored = await this.#entries.stored()
    return stored?.filter(({ clientId }) => !this.isMine(clientId)) ?? null
  }
}
