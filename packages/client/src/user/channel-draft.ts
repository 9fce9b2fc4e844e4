import type { Draft } from '@chime/protocol'
import type { CallContext } from '../client-context.ts'
import { retryUntilDecided } from '../connection/retry-until-decided.ts'
import { failureOf } from '../failure.ts'
import type { DraftText } from './draft-text.ts'

/** While the user types, the draft of a channel is saved at most this often. */
const saveEveryMs = 1_000
/** How long to wait for the event that confirms a saved draft. It may never come, if another device wrote meanwhile. */
const echoMs = 10_000

/**
 * What the user typed in one channel on this device, until the server has it and has confirmed it with an event. Until
 * then the server's events are ignored: they may tell an older state of the same text, which must not overwrite what
 * the user is typing.
 */
export class ChannelDraft {
  readonly #channelId: string
  readonly #context: CallContext
  readonly #onChange: () => void
  /** Null: nothing is unconfirmed here, and the server's draft is shown. */
  #text: DraftText | null = null
  #writtenAt = ''
  /** What the server answered to saving `text`; null while it has not answered. */
  #saved: Draft | null = null
  #timer: ReturnType<typeof setTimeout> | undefined
  #echoTimer: ReturnType<typeof setTimeout> | undefined
  #saving: Promise<void> | null = null
  #generation = 0

  /** @param onChange called when `text` changed */
  constructor(channelId: string, context: CallContext, onChange: () => void) {
    this.#channelId = channelId
    this.#context = context
    this.#onChange = onChange
  }

  get text(): DraftText | null {
    return this.#text
  }

  get isDirty(): boolean {
    return this.#text !== null && this.#saved === null
  }

  /** When it was last written: here, or as the server says once it is saved. */
  get updatedAt(): string {
    return this.#saved?.updatedAt ?? this.#writtenAt
  }

  write(text: DraftText): void {
    this.#text = text
    this.#saved = null
    this.#writtenAt = new Date().toISOString()
    clearTimeout(this.#echoTimer)
    this.#timer ??= setTimeout(() => void this.flush(), saveEveryMs)
    this.#onChange()
  }

  /** Saves the draft now. Resolves when the server has it or refused it. Never rejects. */
  flush(): Promise<void> {
    clearTimeout(this.#timer)
    this.#timer = undefined
    this.#saving ??= this.#save()
    return this.#saving
  }

  /** The server's draft, in an event: it confirms what was saved here, or is newer. */
  receive(draft: Draft): void {
    if (!this.#saved || draft.updatedAt < this.#saved.updatedAt) return
    if (draft.content !== '' || !this.#isOnlyHere) this.#clear()
  }

  /**
   * The server stores no draft without text. So while the text is empty, the message to reply to is known only here.
   */
  get #isOnlyHere(): boolean {
    return this.#text?.content === '' && this.#text.replyTo !== null
  }

  /** Stops the timers. Nothing is saved until `write` or `flush` is called again. */
  close(): void {
    clearTimeout(this.#timer)
    this.#timer = undefined
    clearTimeout(this.#echoTimer)
    if (this.#saved && !this.#isOnlyHere) this.#clear()
  }

  forget(): void {
    this.#generation++
    this.close()
    this.#clear()
  }

  async #save(): Promise<void> {
    const generation = this.#generation
    const { batch, log } = this.#context
    // Lets `flush` store the promise first.
    await Promise.resolve()
    try {
      for (let text = this.#unsaved(generation); text; text = this.#unsaved(generation)) {
        const { content, replyTo } = text
        const isWanted = () => this.#text === text && generation === this.#generation
        const input = { channelId: this.#channelId, content, ...(replyTo !== null && { replyTo }) }
        const saved = await retryUntilDecided(this.#context, (trpc) => trpc.channels.setDraft.mutate(input), isWanted)
        if (saved && isWanted()) batch.run(() => this.#applySaved(saved))
      }
    } catch (error) {
      log.info({ failure: failureOf(error), channelId: this.#channelId }, 'Chime: a draft was not saved')
    } finally {
      this.#saving = null
    }
  }

  /** The text that has to be saved right away, because the timer for it has fired or it was flushed; else null. */
  #unsaved(generation: number): DraftText | null {
    return generation === this.#generation && this.isDirty && this.#timer === undefined ? this.#text : null
  }

  #applySaved(saved: Draft): void {
    this.#saved = saved
    clearTimeout(this.#echoTimer)
    if (!this.#isOnlyHere) this.#echoTimer = setTimeout(() => this.#clear(), echoMs)
    this.#onChange()
  }

  #clear(): void {
    clearTimeout(this.#echoTimer)
    this.#text = null
    this.#saved = null
    this.#onChange()
  }
}
