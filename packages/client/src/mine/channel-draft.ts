import type { Draft } from '@chime/protocol'
import { failureOf } from '../failure.ts'
import { persist } from '../sync/persist.ts'
import type { OwnListWorld } from './own-list.ts'

/** What I have begun to write in a channel. */
export type DraftText = { content: string; replyTo: number | null }

/** The server hears of my typing at most this often per channel. */
const saveEveryMs = 1_000
/** How long the echo of what I saved is waited for. It may have been overtaken by what another device wrote. */
const echoMs = 10_000

/**
 * What I typed here in one channel, until the server has it and has told so. Until then nothing that the server tells counts:
 * it may be the echo of an older state of mine, and must not overwrite what I go on typing.
 */
export class ChannelDraft {
  readonly #channelId: string
  readonly #world: OwnListWorld
  readonly #changed: () => void
  /** Null: the server's word counts. */
  #text: DraftText | null = null
  #writtenAt = ''
  /** What the server made of `text`; null while it has not answered. */
  #saved: Draft | null = null
  #timer: ReturnType<typeof setTimeout> | undefined
  #echoTimer: ReturnType<typeof setTimeout> | undefined
  #saving: Promise<void> | null = null
  #era = 0

  /** @param changed called when `text` is another */
  constructor(channelId: string, world: OwnListWorld, changed: () => void) {
    this.#channelId = channelId
    this.#world = world
    this.#changed = changed
  }

  get text(): DraftText | null {
    return this.#text
  }

  get isDirty(): boolean {
    return this.#text !== null && this.#saved === null
  }

  /** When it was last written, here or as the server says. */
  get updatedAt(): string {
    return this.#saved?.updatedAt ?? this.#writtenAt
  }

  write(text: DraftText): void {
    this.#text = text
    this.#saved = null
    this.#writtenAt = new Date().toISOString()
    clearTimeout(this.#echoTimer)
    this.#timer ??= setTimeout(() => void this.flush(), saveEveryMs)
    this.#changed()
  }

  /** Saves it now. Resolves when the server has it or has refused it. Never rejects. */
  flush(): Promise<void> {
    clearTimeout(this.#timer)
    this.#timer = undefined
    this.#saving ??= this.#save()
    return this.#saving
  }

  /** The server's word: the echo of what I saved, or what came after it. */
  heard(draft: Draft): void {
    if (!this.#saved || draft.updatedAt < this.#saved.updatedAt) return
    if (draft.content !== '' || !this.#isOnlyHere) this.#settled()
  }

  /** The server keeps no draft without text: which message it is to answer is known here alone. */
  get #isOnlyHere(): boolean {
    return this.#text?.content === '' && this.#text.replyTo !== null
  }

  /** Saves nothing by itself until `write` or `flush`. */
  close(): void {
    clearTimeout(this.#timer)
    this.#timer = undefined
    clearTimeout(this.#echoTimer)
    if (this.#saved && !this.#isOnlyHere) this.#settled()
  }

  forget(): void {
    this.#era++
    this.close()
    this.#settled()
  }

  async #save(): Promise<void> {
    const era = this.#era
    const { link, calls, turn, log } = this.#world
    // Whoever waits for it has to have it first.
    await Promise.resolve()
    try {
      for (let text = this.#unsaved(era); text; text = this.#unsaved(era)) {
        const { content, replyTo } = text
        const isWanted = () => this.#text === text && era === this.#era
        const saved = await persist(link, () => calls.setDraft(this.#channelId, content, replyTo), isWanted)
        if (saved && isWanted()) turn.run(() => this.#land(saved))
      }
    } catch (error) {
      log.info({ failure: failureOf(error), channelId: this.#channelId }, 'Chime: a draft was not saved')
    } finally {
      this.#saving = null
    }
  }

  /** What is to be saved without waiting for its second: it came while an older state was on its way. */
  #unsaved(era: number): DraftText | null {
    return era === this.#era && this.isDirty && this.#timer === undefined ? this.#text : null
  }

  #land(saved: Draft): void {
    this.#saved = saved
    clearTimeout(this.#echoTimer)
    if (!this.#isOnlyHere) this.#echoTimer = setTimeout(() => this.#settled(), echoMs)
    this.#changed()
  }

  #settled(): void {
    clearTimeout(this.#echoTimer)
    this.#text = null
    this.#saved = null
    this.#changed()
  }
}
