import { type Attachment, clientLimits, type Message } from '@chime/protocol'
import { within } from '../deadline.ts'
import type { Failure } from '../failure.ts'
import type { Batch } from '../readable.ts'
import { uuid } from '../uuid.ts'
import { ChannelQueue } from './channel-queue.ts'
import { Entries } from './entries.ts'
import { OtherTabs } from './other-tabs.ts'
import type { OutboxPorts, OutboxTabs } from './outbox-ports.ts'
import { Ownership } from './ownership.ts'
import { SendFailed, type Sent } from './sent.ts'
import type { OutboxEntry, OutboxExtras, OutboxStorage } from './storage.ts'

/** When more messages than this wait, a new one fails at once. It can be sent again when there is room. */
export const unsentMax = 500
/** With this many entries, failed ones included, a new message is not stored at all: only its `done` rejects. */
const keptMax = 2 * unsentMax
/** When the storage takes longer than this to tell what an earlier page left, new messages are sent all the same. */
const loadTimeoutMs = 3_000

const alone = (): OutboxTabs => ({ ownership: new Ownership(), notices: null })

type Waiting = { resolve(message: Message): void; reject(error: Error): void }

/**
 * The user's messages that the server has not acknowledged. An entry leaves only when the server answers or `discard`
 * is called.
 */
export class Outbox {
  readonly #ports: OutboxPorts
  readonly #batch: Batch
  readonly #ownership: Ownership
  readonly #entries: Entries
  readonly #tabs: OtherTabs
  readonly #waiting = new Map<string, Waiting>()
  readonly #queues = new Map<string, ChannelQueue>()
  /** What earlier pages left unsent is being looked for. It goes first, so nothing is sent until then. */
  #isLoading = false

  constructor(ports: OutboxPorts, batch: Batch, storage: OutboxStorage, { notices, ownership }: OutboxTabs = alone()) {
    this.#ports = ports
    this.#batch = batch
    this.#ownership = ownership
    this.#entries = new Entries(storage, ports, (entry) => this.#tabs.tell({ kind: 'put', entry }))
    this.#tabs = new OtherTabs(this.#entries, ownership, notices, {
      run: (channelId) => this.#queue(channelId).run(),
      sent: (clientId, message) => this.#acknowledged(clientId, message),
      discarded: (entry) => {
        this.#discarded(entry)
        this.#ports.discarded(entry.clientId)
      },
      retry: (clientId) => this.#ports.retryUploads(clientId),
    })
  }

  /** Sets whose outbox this is, and loads and sends what this user left. Until then entries are only in memory. */
  bind(userId: string): void {
    this.#tabs.begin(userId)
    if (this.#entries.userId === userId) {
      this.#run()
      return
    }
    if (this.#entries.userId !== null) this.#unload()
    this.#entries.bind(userId)
    void this.#firstLoad(userId)
  }

  enqueue(channelId: string, content: string, extras: OutboxExtras = {}, clientId: string = uuid()): Sent {
    const failed = refusalOf(content, this.#entries.all())
    const entry: OutboxEntry = {
      clientId,
      channelId,
      content,
      ...extras,
      createdAt: new Date().toISOString(),
      order: this.#entries.nextOrder(),
      owner: this.#ownership.name,
      failed,
    }
    const done = new Promise<Message>((resolve, reject) => this.#waiting.set(clientId, { resolve, reject }))
    // Callers may ignore `done`, since the timeline shows the failure too.
    done.catch(() => {})
    if (this.#entries.size < keptMax) this.#entries.put(entry)
    if (failed) this.#reject(entry, failed.reason, failed.error)
    else this.#queue(channelId).run()
    return { clientId, done }
  }

  /** Sends a failed entry again, behind those that wait. */
  retry(clientId: string): void {
    const entry = this.#entries.get(clientId)
    if (!entry?.failed) return
    // An entry that still lacks its files can only be sent by the page that has them.
    if (entry.isHeld) {
      if (entry.owner !== this.#ownership.name) this.#tabs.tell({ kind: 'retry', clientId })
      return
    }
    this.#entries.put({ ...entry, failed: null, order: this.#entries.nextOrder(), owner: this.#ownership.name })
    this.#queue(entry.channelId).run()
  }

  /** The entry's files are uploaded, so it can be sent. */
  sendWithFiles(clientId: string, attachments: Attachment[]): void {
    const entry = this.#entries.get(clientId)
    if (!entry?.isHeld) return
    const { isHeld: _, ...rest } = entry
    this.#entries.put({
      ...rest,
      attachments,
      attachmentIds: [...(entry.attachmentIds ?? []), ...attachments.map(({ id }) => id)],
    })
    this.#queue(entry.channelId).run()
  }

  /** The entry waits for its files once more. */
  waitForFiles(clientId: string): void {
    const entry = this.#entries.get(clientId)
    if (entry) this.#entries.put({ ...entry, isHeld: true, failed: null, owner: this.#ownership.name })
  }

  /** The entry cannot be sent as it is. */
  fail(clientId: string, error: string, retryable: boolean): void {
    const entry = this.#entries.get(clientId)
    if (!entry || entry.failed) return
    this.#entries.put({ ...entry, failed: { error, reason: null, retryable } })
    this.#reject(entry, null, error)
  }

  /** Forgets an entry. If it is being sent, it may still arrive. */
  discard(clientId: string): void {
    const entry = this.#entries.get(clientId)
    if (!entry) return
    this.#discarded(entry)
    this.#tabs.tell({ kind: 'discarded', clientId })
  }

  /** The server has this message: it was seen in an answer, in an event or in a page. */
  settle(message: Message): void {
    const entry = this.#entries.get(message.clientId)
    if (!entry || !this.has(message)) return
    this.#remove(entry)
    // The others may hear of the message itself later or never, if the channel is not open there.
    if (entry.owner === this.#ownership.name) this.#tabs.tell({ kind: 'sent', clientId: entry.clientId, message })
    this.#waiting.get(message.clientId)?.resolve(message)
    this.#waiting.delete(message.clientId)
  }

  /** The number of entries, failed ones included. */
  get size(): number {
    return this.#entries.size
  }

  get isEmpty(): boolean {
    return this.#entries.size === 0
  }

  /**
   * Forgets all entries, also those that earlier pages and other tabs stored. Those that are being sent may still
   * arrive. Resolves when the storage has forgotten them. Never rejects.
   */
  async discardAll(): Promise<void> {
    for (const { clientId } of this.#entries.all()) this.discard(clientId)
    for (const { clientId } of (await this.#entries.stored()) ?? []) {
      if (!this.#entries.get(clientId)) this.#entries.removeStored(clientId)
    }
    await this.#entries.written()
  }

  /** Whether this message is one of the entries. */
  has({ clientId, channelId }: Message): boolean {
    return this.#entries.get(clientId)?.channelId === channelId
  }

  /** In the order in which they were written. */
  entries(channelId: string): OutboxEntry[] {
    return this.#entries.of(channelId)
  }

  /** The connection is back: sends everything that waits. */
  wake(): void {
    if (this.#entries.userId !== null) this.bind(this.#entries.userId)
    void this.#tabs.load()
    for (const channelId of this.#entries.channelIds()) this.#queue(channelId).wake()
  }

  /** Sends nothing more until `wake`. Other tabs may take over the stored entries. */
  close(): void {
    for (const queue of this.#queues.values()) queue.stop()
    this.#tabs.end()
  }

  #queue(channelId: string): ChannelQueue {
    const existing = this.#queues.get(channelId)
    if (existing) return existing
    const queue = new ChannelQueue({
      send: (entry) => this.#ports.send(entry),
      online: () => this.#entries.userId !== null && !this.#isLoading && this.#ports.online(),
      next: () => this.#next(channelId),
      acknowledged: ({ clientId }, message) => {
        // Its event may have come in the same moment and have settled it.
        if (this.#entries.get(clientId)) this.#acknowledged(clientId, message)
      },
      failed: (entry, { message, reason, kind }) => {
        if (!this.#entries.get(entry.clientId)) return
        const retryable = kind !== 'verdict' || (reason !== 'INVALID_INPUT' && reason !== 'TOO_LARGE')
        this.#entries.put({ ...entry, failed: { error: message, reason, retryable } })
        this.#reject(entry, reason, message)
      },
    })
    this.#queues.set(channelId, queue)
    return queue
  }

  #next(channelId: string): OutboxEntry | null {
    const { name } = this.#ownership
    return this.entries(channelId).find((entry) => !entry.failed && !entry.isHeld && entry.owner === name) ?? null
  }

  async #firstLoad(userId: string): Promise<void> {
    this.#isLoading = true
    await within(loadTimeoutMs, this.#tabs.load())
    // Meanwhile another user signed in, and their entries are being loaded.
    if (userId !== this.#entries.userId) return
    this.#isLoading = false
    this.#run()
  }

  #run(): void {
    for (const channelId of this.#entries.channelIds()) this.#queue(channelId).run()
  }

  #acknowledged(clientId: string, message: Message): void {
    this.#batch.run(() => {
      this.#ports.acknowledged(message)
      this.settle({ ...message, clientId })
    })
  }

  #discarded(entry: OutboxEntry): void {
    this.#remove(entry)
    this.#reject(entry, null, 'Discarded')
  }

  #remove(entry: OutboxEntry): void {
    this.#queues.get(entry.channelId)?.settled(entry.clientId)
    this.#entries.remove(entry.clientId)
  }

  #reject(entry: OutboxEntry, reason: Failure['reason'], text: string): void {
    this.#waiting.get(entry.clientId)?.reject(new SendFailed(entry.clientId, reason, text))
    this.#waiting.delete(entry.clientId)
  }

  /** Another user signed in. The earlier user's entries stay in the storage, but leave the memory. */
  #unload(): void {
    for (const entry of this.#entries.all()) this.#reject(entry, 'UNAUTHENTICATED', 'Signed out')
    for (const queue of this.#queues.values()) queue.stop()
    this.#entries.unload()
  }
}

/** Why a new message is not even tried. Null: it is. */
function refusalOf(content: string, entries: readonly OutboxEntry[]): OutboxEntry['failed'] {
  if (entries.filter((entry) => !entry.failed).length >= unsentMax) {
    return { error: 'Too many messages wait to be sent', reason: null, retryable: true }
  }
  const max = clientLimits.contentMax
  if (content.length <= max) return null
  return { error: `Longer than ${max} characters`, reason: 'INVALID_INPUT', retryable: false }
}
