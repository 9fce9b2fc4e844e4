import type { Channel, Message } from '@chime/client'
import { limits } from '@chime/protocol'
import { Problem } from '../problem.ts'
import { Composer } from './composer.ts'

/** What is being written, where, and whether it replaces a message. */
export class Writing {
  readonly composer = new Composer()
  #channel: Channel | null = null
  #editing: Message | null = null
  /** The draft of this channel is in the composer, or somebody has begun to write another text. */
  #hasDraft = false

  get editing(): Message | null {
    return this.#editing
  }

  /** Turns to another channel. What was being written in the one before is there as its draft. */
  turnTo(channel: Channel): void {
    // Before the first channel is there, somebody may have begun to write.
    if (this.#channel) this.composer.set('')
    void this.#channel?.saveDraft()
    this.#channel = channel
    this.#editing = null
    this.#hasDraft = false
  }

  /** The draft comes later than the channel, and from another device at any time. It replaces nothing. */
  takeDraft(): void {
    const draft = this.#channel?.draft.get()
    if (this.#hasDraft || !draft?.content || this.composer.text) return
    this.#hasDraft = true
    this.composer.set(draft.content)
  }

  /** Somebody wrote: the others see that, and the text is on their other devices. Commands are nobody's business. */
  changed(): void {
    const { text } = this.composer
    this.#hasDraft = true
    if (this.#editing || text.startsWith('/')) return
    if (text) this.#channel?.notifyTyping()
    this.#channel?.setDraft(text)
  }

  edit(message: Message): void {
    this.#editing = message
    this.composer.set(message.content)
  }

  clear(): void {
    this.composer.set('')
    this.#editing = null
    this.changed()
  }

  /** The line, if it is a command: it is taken out of the composer. A line that begins with `//` is none. */
  takeCommand(): string | null {
    return /^\/(?!\/)/.test(this.composer.text) ? this.composer.take() : null
  }

  /**
   * Sends the text, or changes the message that is being edited. The composer remembers the text either way, so that
   * nothing is lost when the server refuses.
   *
   * @throws Problem when it cannot be sent like this, or the error with which the server refused a change
   */
  async send(): Promise<void> {
    const content = this.composer.text.replace(/^\/\//, '/').trimEnd()
    if (!content) return
    if (!this.#channel) throw new Problem('No channel is open: /go <channel>')
    if (content.length > limits.contentMax)
      throw new Problem(`The text has ${content.length} characters, and a message takes ${limits.contentMax}`)
    this.composer.take()
    const editing = this.#editing
    this.#editing = null
    if (editing) await this.#channel.edit(editing.number, content)
    // What becomes of a new message stands in the timeline.
    else this.#channel.send(content).done.catch(() => {})
  }
}
