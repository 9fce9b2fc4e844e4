import type { ClientContext } from '../client-context.ts'
import { retryUntilDecided } from '../connection/retry-until-decided.ts'
import { failureOf, SessionEnded } from '../failure.ts'
import { type Info, isReadPending, markerNow, readAnswered, readLocally, unreadAnswered } from '../state/info.ts'
import { unreadAfter } from '../state/marker.ts'
import type { ChannelSync } from './sync.ts'

/** The server is told of reading at most this often per channel; only the last position is sent. */
const everyMs = 1_000

/** Moves the user's read marker in one channel: here at once, on the server a little later. */
export class ReadMarker {
  readonly #sync: ChannelSync
  readonly #context: ClientContext
  #wanted: { number: number; version: number } | null = null
  #running: Promise<void> | null = null
  #calledAt = 0
  /**
   * The marker's version after the last accepted reading. The event for it may still be on its way, but the next
   * reading already has to name this version.
   */
  #version = 0

  constructor(sync: ChannelSync, context: ClientContext) {
    this.#sync = sync
    this.#context = context
  }

  /**
   * @param number default: everything. Resolves when the server knows of this reading or a later one. Never rejects.
   */
  markRead(number?: number): Promise<void> {
    const { info, messages } = this.#sync.store
    const marker = info && markerNow(info)
    if (!info || !marker) return Promise.resolve()
    const target = Math.min(number ?? info.lastNumber, info.lastNumber)
    if (target <= marker.number) return this.#running ?? Promise.resolve()
    const pending = readLocally(info, target, unreadAfter(info, messages.window, target, this.#context.reader()))
    if (pending) this.#change(() => pending)
    this.#wanted = { number: target, version: marker.version }
    this.#running ??= this.#run()
    return this.#running
  }

  /**
   * Makes `number` the first unread message, on all devices of the user.
   *
   * @throws the error with which the server refused it
   */
  async markUnread(number: number): Promise<void> {
    const given = this.#wanted
    this.#wanted = null
    try {
      await retryUntilDecided(this.#context, (trpc) =>
        trpc.channels.markUnread.mutate({ channelId: this.#sync.id, number }),
      )
    } catch (error) {
      // Nothing was marked as unread, so what was read before still has to be told.
      if (given && !this.#wanted) {
        this.#wanted = given
        this.#running ??= this.#run()
      }
      throw error
    }
    // What was read here before counts no more, but what was read since does. The event of the user's own stream tells
    // where the marker is now, and what is counted after it.
    if (!this.#wanted) this.#change((info) => unreadAnswered(info, number - 1))
  }

  /**
   * The server did not accept the reading, because another device moved the marker first. If that device moved it
   * forward, the reading here still counts and is sent again. If it marked messages as unread, the reading here is
   * dropped.
   */
  async #decideAgain(): Promise<void> {
    const { store } = this.#sync
    store.isMarkerUnsure = true
    await this.#sync.run()
    const { info } = store
    // If the marker could not be loaded, the server refuses the reading again, and this method runs again.
    if (!this.#wanted && info?.marker && isReadPending(info))
      this.#wanted = { number: info.pending.marker.number, version: info.marker.version }
  }

  #change(change: (info: Info) => Info): void {
    const { store } = this.#sync
    this.#context.batch.run(() => store.info && store.setInfo(change(store.info)))
  }

  async #run(): Promise<void> {
    await Promise.resolve()
    try {
      while (this.#wanted) {
        const waitMs = this.#calledAt + everyMs - Date.now()
        if (waitMs > 0) await new Promise((resolve) => setTimeout(resolve, waitMs))
        const wanted = this.#wanted
        if (!wanted) return
        this.#calledAt = Date.now()
        const version = Math.max(wanted.version, this.#version)
        const input = { channelId: this.#sync.id, number: wanted.number, version }
        const membership = await retryUntilDecided(
          this.#context,
          (trpc) => trpc.channels.markRead.mutate(input),
          () => this.#wanted === wanted,
        )
        const isAccepted = membership !== null && membership.readNumber >= wanted.number
        if (isAccepted) this.#version = membership.readVersion
        if (this.#wanted !== wanted) continue
        this.#wanted = null
        if (isAccepted) this.#change(readAnswered)
        else if (membership) await this.#decideAgain()
      }
    } catch (error) {
      this.#wanted = null
      this.#change((info) => ({ ...info, pending: null }))
      if (error instanceof SessionEnded) return
      this.#context.log.info({ failure: failureOf(error), channelId: this.#sync.id }, 'Chime: not marked as read')
    } finally {
      this.#running = null
    }
  }
}
