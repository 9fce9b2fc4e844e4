import type { NotifyLevel, Role } from '@chime/protocol'
import { ChannelMessages } from './channel-messages.ts'
import type { Metadata } from './metadata.ts'
import type { DraftText } from './mine/channel-draft.ts'
import type { Readable } from './readable.ts'
import type { ChannelUpdate } from './server.ts'
import { persist } from './sync/persist.ts'
import type { Upload, UploadFile } from './upload/upload.ts'

/**
 * One channel: what it shows, and what one can do in it. `chime.channel(id)` always gives the same object. Whatever changes
 * something waits for the connection and is tried until the server has decided; it throws what the server refused it for.
 */
export class Channel<M extends Metadata = Metadata> extends ChannelMessages<M> {
  /** What I have begun to write here, on whichever device; null: nothing. Asked for once somebody subscribes. */
  get draft(): Readable<DraftText | null> {
    return this.world.mine.drafts.of(this.id)
  }

  /** Whether the server does not have yet what `setDraft` was called with last. */
  get isDraftDirty(): boolean {
    return this.world.mine.drafts.isDirty(this.id)
  }

  /** Call it at each keystroke: saved within a second, at once with `send` and when the client is closed. Empty: no draft. */
  setDraft(content: string, replyTo: number | null = null): void {
    this.world.mine.drafts.set(this.id, content, replyTo)
  }

  /** Saves the draft now, for example when the composer goes away. Never rejects. */
  saveDraft(): Promise<void> {
    return this.world.mine.drafts.flush(this.id)
  }

  /** Starts at once, and several at a time. What it returns says how far it is, and goes into `send`. */
  upload(file: UploadFile): Upload {
    return this.world.uploads.start(file, this.id)
  }

  /** Which messages call me, on all my devices. */
  async setNotify(level: NotifyLevel): Promise<void> {
    const { link, calls, turn } = this.world
    const { hold } = this.sync
    const said = hold.notify
    const { notify } = await persist(link, () => calls.setNotify(this.id, level))
    if (hold.notify === said) turn.run(() => hold.takeNotify(notify))
  }

  async archive(): Promise<void> {
    await this.#call(() => this.world.calls.archive(this.id))
  }

  async unarchive(): Promise<void> {
    await this.#call(() => this.world.calls.unarchive(this.id))
  }

  /** Name, description and slow mode. */
  async update(change: ChannelUpdate): Promise<void> {
    await this.#call(() => this.world.calls.update(this.id, change))
  }

  /** From a public channel, or as the follower of a thread: it goes on being shown. */
  async join(): Promise<void> {
    this.world.take(await persist(this.world.link, () => this.world.calls.join(this.id)))
  }

  /** @param options.successorId who is to be owner instead; asked for (`CONFLICT`) where I am the last one */
  async leave(options: { successorId?: string } = {}): Promise<void> {
    await this.#call(() => this.world.calls.leave(this.id, options.successorId ?? null))
  }

  async addMembers(userIds: string[]): Promise<void> {
    await this.#call(() => this.world.calls.addMembers(this.id, userIds))
  }

  async removeMember(userId: string): Promise<void> {
    await this.#call(() => this.world.calls.removeMember(this.id, userId))
  }

  async setRole(userId: string, role: Role): Promise<void> {
    await this.#call(() => this.world.calls.setRole(this.id, userId, role))
  }

  async #call(call: () => Promise<unknown>): Promise<void> {
    await persist(this.world.link, call)
  }
}
