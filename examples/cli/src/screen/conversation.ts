import type { Channel, Message } from '@chime/client'
import type { People } from '../people.ts'
import { type Row, rowsOf } from './rows.ts'

/** When this few rows are above the screen, the page before them is loaded. */
const loadWithin = 10

/** A channel or a thread that is on the screen, and which part of it. */
export class Conversation {
  readonly channel: Channel
  /** The message whose thread this is. */
  readonly parent: { channelId: string; number: number } | null
  readonly #stops: (() => void)[]
  /** The last row on the screen; null: the newest. New messages do not move what somebody reads. */
  #bottomKey: string | null = null
  #unreadFrom: number | null | undefined

  constructor(channel: Channel, parent: Conversation['parent'], onChange: () => void) {
    this.channel = channel
    this.parent = parent
    const readables = [channel.timeline, channel.summary, channel.typing, channel.missing, channel.draft]
    this.#stops = [channel.open(), ...readables.map((readable) => readable.subscribe(onChange))]
  }

  close(): void {
    for (const stop of this.#stops) stop()
  }

  get isAtBottom(): boolean {
    return this.#bottomKey === null
  }

  get messages(): Message[] {
    return this.channel.timeline.get().items.flatMap((item) => (item.state === 'sent' ? [item.message] : []))
  }

  /** The rows that are on the screen. */
  visible(width: number, height: number, people: People): string[] {
    const { status, error, items } = this.channel.timeline.get()
    if (this.channel.missing.get()) return ['This channel is not there, or you may not see it.']
    if (status === 'loading') return ['Loading …']
    if (status === 'error') return [`It could not be loaded: ${error}`]
    if (items.length === 0) return ['Nobody has written here yet.']
    const rows = this.#rows(width, people)
    const bottom = this.#bottom(rows)
    return rows.slice(Math.max(0, bottom + 1 - height), bottom + 1).map(({ text }) => text)
  }

  /** @param by rows; negative: towards older messages */
  scroll(by: number, width: number, height: number, people: People): void {
    const rows = this.#rows(width, people)
    const lowest = rows.length - 1
    const bottom = Math.min(lowest, Math.max(Math.min(height - 1, lowest), this.#bottom(rows) + by))
    this.#bottomKey = bottom === lowest && !this.channel.timeline.get().hasAfter ? null : (rows[bottom]?.key ?? null)
    if (bottom - height < loadWithin) void this.channel.loadBefore()
    if (lowest - bottom < loadWithin) void this.channel.loadAfter()
  }

  toLatest(): void {
    this.#bottomKey = null
    if (this.channel.timeline.get().hasAfter) void this.channel.jumpToLatest()
  }

  #rows(width: number, people: People): Row[] {
    const membership = this.channel.summary.get()?.membership
    // It stays where it was when the conversation was opened, although everything is being read now.
    if (this.#unreadFrom === undefined && this.channel.summary.get())
      this.#unreadFrom = membership && membership.unread > 0 ? membership.readNumber + 1 : null
    return rowsOf(this.channel.timeline.get().items, { width, people, unreadFrom: this.#unreadFrom ?? null })
  }

  #bottom(rows: readonly Row[]): number {
    const key = this.#bottomKey
    if (key === null) return rows.length - 1
    const exact = rows.findIndex((row) => row.key === key)
    if (exact !== -1) return exact
    // At another width the message has fewer rows.
    const message = `${key.split(':')[0]}:`
    const last = rows.findLastIndex((row) => row.key.startsWith(message))
    return last === -1 ? rows.length - 1 : last
  }
}
