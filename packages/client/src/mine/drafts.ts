import type { Draft } from '@chime/protocol'
import { Derived, type Readable } from '../readable.ts'
import { ChannelDraft, type DraftText } from './channel-draft.ts'
import { OwnList, type OwnListWorld } from './own-list.ts'

type Entry = { local: ChannelDraft; readable: Derived<DraftText | null> }

/** My drafts, the same on all my devices: the last writer wins, and what I type here stands until the server has it. */
export class Drafts {
  readonly #world: OwnListWorld
  readonly #list: OwnList<Draft>
  readonly #entries = new Map<string, Entry>()
  readonly #all: Derived<Draft[]>

  constructor(world: OwnListWorld) {
    this.#world = world
    this.#list = new OwnList<Draft>(
      world,
      { load: (calls) => calls.drafts(), key: (draft) => draft.channelId, isGone: isEmpty },
      () => this.#changed(),
    )
    this.#all = new Derived(
      world.turn,
      () => this.#drafts(),
      () => this.#list.want(),
    )
  }

  /** Those that are not empty, the last written first. */
  get all(): Readable<Draft[]> {
    return this.#all
  }

  of(channelId: string): Readable<DraftText | null> {
    return this.#entry(channelId).readable
  }

  /** Whether the server does not have yet what I typed here. */
  isDirty(channelId: string): boolean {
    return this.#entries.get(channelId)?.local.isDirty ?? false
  }

  /** I typed. Saved within a second; `flush` does it at once. */
  set(channelId: string, content: string, replyTo: number | null): void {
    const { local, readable } = this.#entry(channelId)
    const { content: held, replyTo: heldReplyTo } = readable.get() ?? nothing
    if (content !== held || replyTo !== heldReplyTo) this.#world.turn.run(() => local.write({ content, replyTo }))
  }

  /** What I typed was sent. */
  sent(channelId: string): void {
    this.set(channelId, '', null)
    void this.flush(channelId)
  }

  /** Resolves when the server has what I typed, or has refused it. Never rejects. */
  flush(channelId: string): Promise<void> {
    return this.#entries.get(channelId)?.local.flush() ?? Promise.resolve()
  }

  /** Saves all that is not saved; null when there is nothing. */
  flushAll(): Promise<unknown> | null {
    const dirty = [...this.#entries.values()].filter(({ local }) => local.isDirty)
    return dirty.length > 0 ? Promise.all(dirty.map(({ local }) => local.flush())) : null
  }

  /** My own stream says so. */
  take(draft: Draft): void {
    this.#list.take(draft)
    this.#entries.get(draft.channelId)?.local.heard(draft)
  }

  stale(): void {
    this.#list.stale()
  }

  settle(): void {
    this.#list.settle()
    void this.flushAll()
  }

  close(): void {
    for (const { local } of this.#entries.values()) local.close()
    this.#list.close()
  }

  forget(): void {
    for (const { local } of this.#entries.values()) local.forget()
    this.#list.forget()
  }

  #entry(channelId: string): Entry {
    const held = this.#entries.get(channelId)
    if (held) return held
    const readable: Derived<DraftText | null> = new Derived(
      this.#world.turn,
      () => this.#textOf(channelId),
      () => this.#list.want(),
    )
    const local = new ChannelDraft(channelId, this.#world, () => {
      readable.invalidate()
      this.#all.invalidate()
    })
    const entry = { local, readable }
    this.#entries.set(channelId, entry)
    return entry
  }

  #textOf(channelId: string): DraftText | null {
    const text = this.#entries.get(channelId)?.local.text ?? this.#list.rows?.get(channelId) ?? nothing
    return isEmpty(text) ? null : { content: text.content, replyTo: text.replyTo }
  }

  #drafts(): Draft[] {
    const rows = new Map(this.#list.rows)
    for (const [channelId, { local }] of this.#entries) {
      if (!local.text) continue
      if (local.text.content === '') rows.delete(channelId)
      else rows.set(channelId, { channelId, ...local.text, updatedAt: local.updatedAt })
    }
    return [...rows.values()].sort((a, b) => (a.updatedAt < b.updatedAt ? 1 : a.updatedAt > b.updatedAt ? -1 : 0))
  }

  #changed(): void {
    for (const { readable } of this.#entries.values()) readable.invalidate()
    this.#all.invalidate()
  }
}

const nothing: DraftText = { content: '', replyTo: null }
const isEmpty = ({ content, replyTo }: DraftText) => content === '' && replyTo === null
