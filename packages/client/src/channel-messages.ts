import type { Reminder } from '@chime/protocol'
import type { Channel } from './channel.ts'
import { ChannelView } from './channel-view.ts'
import { type MessageOf, type Metadata, typed } from './metadata.ts'
import type { Sent } from './outbox/sent.ts'
import type { MessageVersion, PollInput } from './server.ts'
import { closed, deleted, edited, withoutReaction, withPin, withReaction, withVote } from './state/message-changes.ts'
import { persist } from './sync/persist.ts'
import type { Upload } from './upload/upload.ts'
import { uuid } from './uuid.ts'

export type SendOptions<M extends Metadata = Metadata> = {
  metadata?: M
  /** The number of the message that this answers. */
  replyTo?: number
  /** From `upload`; the message waits until all of them are ready. */
  attachments?: readonly Upload[]
  /** Of attachments that are ready. */
  attachmentIds?: readonly string[]
}

/**
 * What one can do with a channel's messages. Changes of a message are shown at once and taken back when the server refuses
 * them; they wait for the connection, and doing one twice is doing it once.
 */
export class ChannelMessages<M extends Metadata = Metadata> extends ChannelView<M> {
  /**
   * Shows the message at once and sends it, now or when the connection is back, exactly once. Never throws: what is refused
   * becomes a failed item of the timeline, and `done` rejects. The draft goes.
   */
  send(content: string, options: SendOptions<M> = {}): Sent<M> {
    this.typists.sent()
    this.world.mine.drafts.sent(this.id)
    // As in `typed`.
    return this.#enqueue(content, options) as unknown as Sent<M>
  }

  /** Sends a failed message again. */
  retry(clientId: string): void {
    if (!this.world.heldSends.retry(clientId)) this.world.outbox.retry(clientId)
  }

  /** Forgets a message that is not sent, and its files. */
  discard(clientId: string): void {
    this.world.heldSends.discard(clientId)
    this.world.outbox.discard(clientId)
  }

  /** Changes what a message of mine says. @throws what the server refused it for, as all of these */
  edit(number: number, content: string): Promise<void> {
    return this.ahead.make(number, edited(content), (calls) => calls.edit(this.id, number, content))
  }

  /** Deletes a message; a tombstone stays in its place. */
  remove(number: number): Promise<void> {
    return this.ahead.make(number, deleted, (calls) => calls.remove(this.id, number))
  }

  /** @param emoji one emoji, or the name of one between colons */
  react(number: number, emoji: string): Promise<void> {
    return this.ahead.make(number, withReaction(emoji), (calls) => calls.react(this.id, number, emoji))
  }

  /** Takes a reaction of mine back. */
  unreact(number: number, emoji: string): Promise<void> {
    return this.ahead.make(number, withoutReaction(emoji), (calls) => calls.unreact(this.id, number, emoji))
  }

  pin(number: number): Promise<void> {
    return this.ahead.make(number, withPin(true), (calls) => calls.pin(this.id, number))
  }

  unpin(number: number): Promise<void> {
    return this.ahead.make(number, withPin(false), (calls) => calls.unpin(this.id, number))
  }

  /** @param options the places, from 0, of all that I choose now; none takes my vote back */
  vote(number: number, options: number[]): Promise<void> {
    return this.ahead.make(number, withVote(options), (calls) => calls.vote(this.id, number, options))
  }

  closePoll(number: number): Promise<void> {
    return this.ahead.make(number, closed, (calls) => calls.closePoll(this.id, number))
  }

  async createPoll(poll: PollInput): Promise<MessageOf<M>> {
    const input = { ...poll, channelId: this.id, clientId: uuid() }
    return typed(await persist(this.world.link, () => this.world.calls.createPoll(input)))
  }

  /** Sends a copy of a message to another channel of mine. */
  async forward(number: number, toChannelId: string): Promise<MessageOf<M>> {
    const input = { channelId: this.id, number, toChannelId, clientId: uuid() }
    return typed(await persist(this.world.link, () => this.world.calls.forward(input)))
  }

  /** What a message said, from the first time on; the present one last. */
  versions(number: number): Promise<MessageVersion[]> {
    return persist(this.world.link, () => this.world.calls.versions(this.id, number))
  }

  /** Tells the admins of the server of a message. */
  async report(number: number, reason: string): Promise<void> {
    await persist(this.world.link, () => this.world.calls.reportMessage(this.id, number, reason))
  }

  /** Calls me back to a message at that time. */
  remind(number: number, at: Date | string): Promise<Reminder> {
    return this.world.mine.remind(this.id, number, typeof at === 'string' ? at : at.toISOString())
  }

  /** The thread below a message, which is a channel of its own. */
  async thread(number: number): Promise<Channel<M>> {
    const summary = await persist(this.world.link, () => this.world.calls.openThread(this.id, number))
    // As in `typed`.
    return this.world.take(summary) as unknown as Channel<M>
  }

  #enqueue(content: string, { metadata, replyTo, attachments = [], attachmentIds }: SendOptions<M>): Sent {
    const { outbox, heldSends } = this.world
    const more = {
      ...(metadata && { metadata: withoutUndefined(metadata) }),
      ...(replyTo !== undefined && { replyTo }),
      ...(attachmentIds && { attachmentIds: [...attachmentIds] }),
    }
    if (attachments.length === 0) return outbox.enqueue(this.id, content, more)
    const clientId = uuid()
    const sent = outbox.enqueue(this.id, content, { ...more, isHeld: true }, clientId)
    heldSends.wait(clientId, attachments)
    return sent
  }
}

function withoutUndefined(metadata: Metadata): Record<string, string> {
  return Object.fromEntries(
    Object.entries(metadata).flatMap(([key, value]) => (value === undefined ? [] : [[key, value]])),
  )
}
