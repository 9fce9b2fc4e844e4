import type { Draft } from '@chime/protocol'
import type { CallContext } from '../client-context.ts'
import { compareTexts } from '../compare-texts.ts'
import { Derived, type Readable } from '../readable.ts'
import { ChannelDraft } from './channel-draft.ts'
import type { DraftText } from './draft-text.ts'
import { OwnList } from './own-list.ts'

type Entry = { local: ChannelDraft; readable: Derived<DraftText | null> }

/**
 * The user's drafts, the same on all devices. The last writer wins, but what is typed here stays until the server has
 * it.
 */
export class Drafts {
  readonly #context: CallContext
  readonly #list: OwnList<Draft>
  readonly #entries = new Map<string, Entry>()
  readonly #all: Derived<Draft[]>

  constructor(context: CallContext) {
    this.#context = context
    this.#list = new OwnList<Draft>(
      context,
      {
        load: (trpc) => trpc.channels.drafts.query(),
        key: (draft) => draft.channelId,
        isGone: isEmpty,
      },
      () => this.#changed(),
    )
    this.#all = new Derived(
      context.batch,
      () => this.#drafts(),
      () => this.#list.want(),
    )
  }

  /** All drafts that are not empty, the last written first. */
  get all(): Readable<Draft[]> {
    return this.#all
  }

  of(channelId: string): Readable<DraftText | null> {
    return this.#entry(channelId).readable
  }

  /** Whether the server does not have yet what was typed here. */
  isDirty(channelId: string): boolean {
    return this.#entries.get(channelId)?.local.isDirty ?? false
  }

  /** The user typed. It is saved within a second; `flush` saves it at once. */
  set(channelId: string, content: string, replyTo: number | null): void {
    const { local, readable } = this.#entry(channelId)
    const current = readable.get() ?? noText
    if (content !== current.content || replyTo !== current.replyTo)
      this.#context.batch.run(() => local.write({ content, replyTo }))
  }

  /** What was typed has been sent. */
  sent(channelId: string): void {
    this.set(channelId, '', null)
    void this.flush(channelId)
  }

  /** Resolves when the server has what was typed, or refused it. Never rejects. */
  flush(channelId: string): Promise<void> {
    return this.#entries.get(channelId)?.local.flush() ?? Promise.resolve()
  }

  /** Saves everything that is unsaved. Returns null when there is nothing to save. */
  flushAll(): Promise<unknown> | null {
    const dirty = [...this.#entries.values()].filter(({ local }) => local.isDirty)
    return dirty.length > 0 ? Promise.all(dirty.map(({ local }) => local.flush())) : null
  }

  /** Applies a draft of an event or of `users.changes`. */
  apply(draft: Draft): void {
    this.#list.apply(draft)
    this.#entries.get(draft.channelId)?.local.receive(draft)
  }

  invalidate(): void {
    this.#list.invalidate()
  }

  load(): void {
    this.#list.load()
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
    const existing = this.#entries.get(channelId)
    if (existing) return existing
    const readable: Derived<DraftText | null> = new Derived(
      this.#context.batch,
      () => this.#textOf(channelId),
      () => this.#list.want(),
    )
    const local = new ChannelDraft(channelId, this.#context, () => {
      readable.invalidate()
      this.#all.invalidate()
    })
    const entry = { local, readable }
    this.#entries.set(channelId, entry)
    return entry
  }

  #textOf(channelId: string): DraftText | null {
    const text = this.#entries.get(channelId)?.local.text ?? this.#list.rows?.get(channelId) ?? noText
    return isEmpty(text) ? null : { content: text.content, replyTo: text.replyTo }
  }

  #drafts(): Draft[] {
    const rows = new Map(this.#list.rows)
    for (const [channelId, { local }] of this.#entries) {
      if (!local.text) continue
      if (local.text.content === '') rows.delete(channelId)
      else rows.set(channelId, { channelId, ...local.text, updatedAt: local.updatedAt })
    }
    return [...rows.values()].sort(lastFirst)
  }

  #changed(): void {
    for (const { readable } of this.#entries.values()) readable.invalidate()
    this.#all.invalidate()
  }
}

const lastFirst = (a: Draft, b: Draft) => compareTexts(b.updatedAt, a.updatedAt)
const noText: DraftText = { content: '', replyTo: null }
const isEmpty = ({ content, replyTo }: DraftText) => content === '' && replyTo === null
