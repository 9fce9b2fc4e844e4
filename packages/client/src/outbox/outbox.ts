import { type Attachment, limits, type Message } from '@chime/protocol'
import type { Failure } from '../failure.ts'
import type { Turn } from '../readable.ts'
import { uuid } from '../uuid.ts'
import { Lane } from './lane.ts'
import { Ownership } from './ownership.ts'
import { SendFailed, type Sent } from './sent.ts'
import type { OutboxEntry, OutboxStorage } from './storage.ts'

/** More waiting messages than this are refused at once: they fail, and can be retried when there is room. */
export const unsentMax = 500
/** With as many failed ones on top nothing more is kept; `done` rejects and that is all. */
const heldMax = 2 * unsentMax

export type OutboxWorld = {
  send(entry: OutboxEntry): Promise<Message>
  online(): boolean
  /** Entries of this channel came, changed or went. */
  changed(channelId: string): void
  /** Called before the entry goes, so that the message takes its place in one step. */
  acknowledged(message: Message): void
  warn(details: object, text: string): void
}

/** What a message carries besides its text. */
export type OutboxExtras = Pick<OutboxEntry, 'metadata' | 'replyTo' | 'attachmentIds' | 'attachments' | 'isHeld'>

type Waiting = { resolve(message: Message): void; reject(error: Error): void }

/** My messages that the server has not acknowledged. Nothing leaves it but by an answer of the server or by `discard`. */
export class Outbox {
  readonly #world: OutboxWorld
  readonly #turn: Turn
  readonly #storage: OutboxStorage
  readonly #ownership: Ownership
  readonly #entries = new Map<string, OutboxEntry>()
  readonly #waiting = new Map<string, Waiting>()
  readonly #lanes = new Map<string, Lane>()
  #userId: string | null = null
  #lastOrder = 0

  constructor(world: OutboxWorld, turn: Turn, storage: OutboxStorage, ownership: Ownership = new Ownership()) {
    this.#world = world
    this.#turn = turn
    this.#storage = storage
    this.#ownership = ownership
  }

  /** Says whose outbox it is, and loads what that user left unsent. Until then entries are in memory only. */
  bind(userId: string): void {
    this.#ownership.begin()
    if (this.#userId === userId) return
    if (this.#userId !== null) this.#forget()
    this.#userId = userId
    for (const entry of this.#entries.values()) this.#save(entry)
    this.#load()
    for (const entry of this.#entries.values()) this.#lane(entry.channelId).run()
  }

  enqueue(channelId: string, content: string, more: OutboxExtras = {}, clientId: string = uuid()): Sent {
    const full = [...this.#entries.values()].filter((entry) => !entry.failed).length >= unsentMax
    const failed = full
      ? { error: 'Too many messages wait to be sent', reason: null, retryable: true }
      : content.length > limits.contentMax
        ? { error: `Longer than ${limits.contentMax} characters`, reason: 'INVALID_INPUT' as const, retryable: false }
        : null
    const entry: OutboxEntry = {
      clientId,
      channelId,
      content,
      ...more,
      createdAt: new Date().toISOString(),
      order: this.#nextOrder(),
      owner: this.#ownership.name,
      failed,
    }
    const done = new Promise<Message>((resolve, reject) => this.#waiting.set(clientId, { resolve, reject }))
    // Nobody has to listen: the item in the timeline says the same.
    done.catch(() => {})
    if (this.#entries.size < heldMax) this.#put(entry)
    if (failed) this.#reject(entry, failed.reason, failed.error)
    else this.#lane(channelId).run()
    return { clientId, done }
  }

  /** Sends a failed entry again, behind what waits. */
  retry(clientId: string): void {
    const entry = this.#entries.get(clientId)
    // Without its files, which only the page that had them could send.
    if (!entry?.failed || entry.isHeld) return
    this.#put({ ...entry, failed: null, order: this.#nextOrder(), owner: this.#ownership.name })
    this.#lane(entry.channelId).run()
  }

  /** Its files are there: it can go. */
  release(clientId: string, attachments: Attachment[]): void {
    const entry = this.#entries.get(clientId)
    if (!entry?.isHeld) return
    const { isHeld: _, ...rest } = entry
    this.#put({
      ...rest,
      attachments,
      attachmentIds: [...(entry.attachmentIds ?? []), ...attachments.map(({ id }) => id)],
    })
    this.#lane(entry.channelId).run()
  }

  /** It waits for its files once more. */
  hold(clientId: string): void {
    const entry = this.#entries.get(clientId)
    if (entry) this.#put({ ...entry, isHeld: true, failed: null, owner: this.#ownership.name })
  }

  /** It will not go as it is. */
  fail(clientId: string, error: string, retryable: boolean): void {
    const entry = this.#entries.get(clientId)
    if (!entry || entry.failed) return
    this.#put({ ...entry, failed: { error, reason: null, retryable } })
    this.#reject(entry, null, error)
  }

  /** Forgets an entry. One that is under way may still arrive. */
  discard(clientId: string): void {
    const entry = this.#entries.get(clientId)
    if (!entry) return
    this.#remove(entry)
    this.#reject(entry, null, 'Discarded')
  }

  /** The message of one of my entries was seen: as an answer, as an event, or in a page. */
  settle(message: Message): void {
    const entry = this.#entries.get(message.clientId)
    if (!entry || !this.holds(message)) return
    this.#remove(entry)
    this.#waiting.get(message.clientId)?.resolve(message)
    this.#waiting.delete(message.clientId)
  }

  /** How many entries, failed ones included. */
  get size(): number {
    return this.#entries.size
  }

  /** Forgets every entry. Those that are under way may still arrive. */
  discardAll(): void {
    for (const clientId of [...this.#entries.keys()]) this.discard(clientId)
  }

  /** Whether this message is one of my entries. */
  holds({ clientId, channelId }: Message): boolean {
    return this.#entries.get(clientId)?.channelId === channelId
  }

  get isEmpty(): boolean {
    return this.#entries.size === 0
  }

  /** In the order of writing. */
  entries(channelId: string): OutboxEntry[] {
    return [...this.#entries.values()].filter((e) => e.channelId === channelId).sort((a, b) => a.order - b.order)
  }

  /** The connection is there: sends everything that waits. */
  wake(): void {
    if (this.#userId !== null) this.bind(this.#userId)
    this.#load()
    for (const channelId of new Set([...this.#entries.values()].map((entry) => entry.channelId))) {
      this.#lane(channelId).wake()
    }
  }

  /** Sends nothing more until `wake`. Other tabs may take over what waits. */
  close(): void {
    for (const lane of this.#lanes.values()) lane.stop()
    this.#ownership.end()
  }

  #lane(channelId: string): Lane {
    const held = this.#lanes.get(channelId)
    if (held) return held
    const lane = new Lane(channelId, {
      send: (entry) => this.#world.send(entry),
      online: () => this.#userId !== null && this.#world.online(),
      next: (id) => this.entries(id).find((e) => !e.failed && !e.isHeld && e.owner === this.#ownership.name) ?? null,
      acknowledged: (entry, message) =>
        this.#turn.run(() => {
          this.#world.acknowledged(message)
          this.settle({ ...message, clientId: entry.clientId })
        }),
      failed: (entry, { message, reason, kind }) => {
        if (!this.#entries.has(entry.clientId)) return
        const retryable = kind !== 'verdict' || (reason !== 'INVALID_INPUT' && reason !== 'TOO_LARGE')
        this.#put({ ...entry, failed: { error: message, reason, retryable } })
        this.#reject(entry, reason, message)
      },
    })
    this.#lanes.set(channelId, lane)
    return lane
  }

  #load(): void {
    for (const entry of this.#fromStorage()) {
      if (this.#entries.has(entry.clientId) || entry.owner === this.#ownership.name) continue
      this.#ownership.whenGone(entry.owner, () => this.#takeOver(entry.owner))
    }
  }

  /** The tab is gone: what it left unsent is ours now. */
  #takeOver(owner: string): void {
    for (const entry of this.#fromStorage()) {
      if (entry.owner !== owner || this.#entries.has(entry.clientId)) continue
      // Its files went with the page that had them.
      const failed = entry.isHeld
        ? { error: 'Its files were not uploaded before the page was closed', reason: null, retryable: false }
        : entry.failed
      this.#put({ ...entry, failed, owner: this.#ownership.name })
      this.#lane(entry.channelId).run()
    }
  }

  #fromStorage(): OutboxEntry[] {
    try {
      return this.#userId === null ? [] : this.#storage.load(this.#userId)
    } catch (error) {
      this.#world.warn({ error }, 'Unsent messages could not be read')
      return []
    }
  }

  #put(entry: OutboxEntry): void {
    this.#entries.set(entry.clientId, entry)
    this.#save(entry)
    this.#world.changed(entry.channelId)
  }

  #save(entry: OutboxEntry): void {
    if (this.#userId === null) return
    try {
      this.#storage.save(this.#userId, entry)
    } catch (error) {
      this.#world.warn({ error }, 'An unsent message could not be stored: it is lost when this page closes')
    }
  }

  #remove(entry: OutboxEntry): void {
    this.#entries.delete(entry.clientId)
    try {
      if (this.#userId !== null) this.#storage.remove(this.#userId, entry.clientId)
    } catch (error) {
      this.#world.warn({ error }, 'A sent message could not be removed from the storage')
    }
    this.#lanes.get(entry.channelId)?.settled(entry.clientId)
    this.#world.changed(entry.channelId)
  }

  #reject(entry: OutboxEntry, reason: Failure['reason'], text: string): void {
    this.#waiting.get(entry.clientId)?.reject(new SendFailed(entry.clientId, reason, text))
    this.#waiting.delete(entry.clientId)
  }

  /** Another user: their predecessor's entries stay in the storage and leave the memory. */
  #forget(): void {
    const channelIds = new Set([...this.#entries.values()].map((entry) => entry.channelId))
    for (const entry of this.#entries.values()) this.#reject(entry, 'UNAUTHENTICATED', 'Signed out')
    this.#entries.clear()
    for (const lane of this.#lanes.values()) lane.stop()
    for (const channelId of channelIds) this.#world.changed(channelId)
  }

  #nextOrder(): number {
    this.#lastOrder = Math.max(this.#lastOrder + 1, Date.now() * 1_000)
    return this.#lastOrder
  }
}
