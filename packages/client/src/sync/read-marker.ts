import { failureOf, SessionEnded } from '../failure.ts'
import { type Info, isReadAhead, markerNow, readAhead, readAnswered } from '../state/info.ts'
import { countedAt } from '../state/marker.ts'
import type { ChannelSync } from './channel-sync.ts'
import { persist } from './persist.ts'
import type { World } from './world.ts'

/** The server hears of my reading at most this often per channel; the last word counts. */
const everyMs = 1_000

/** Moves my read marker of one channel: here at once, on the server when it is its turn. */
export class ReadMarker {
  readonly #sync: ChannelSync
  readonly #world: World
  #wanted: { number: number; version: number } | null = null
  #working: Promise<void> | null = null
  #calledAt = 0
  /** What the server made of my last reading. Its event may still be under way, and what I read next builds on it. */
  #version = 0

  constructor(sync: ChannelSync, world: World) {
    this.#sync = sync
    this.#world = world
  }

  /** @param number default: everything. Resolves when the server has heard of it, or of something later. Never rejects. */
  markRead(number?: number): Promise<void> {
    const { info, window } = this.#sync.hold
    const marker = info && markerNow(info)
    if (!info || !marker) return Promise.resolve()
    const target = Math.min(number ?? info.lastNumber, info.lastNumber)
    if (target <= marker.number) return this.#working ?? Promise.resolve()
    const ahead = readAhead(info, target, countedAt(info, window, target))
    if (ahead) this.#change(() => ahead)
    this.#wanted = { number: target, version: marker.version }
    this.#working ??= this.#work()
    return this.#working
  }

  /**
   * Makes `number` the first unread message, on all my devices.
   *
   * @throws what the server refused it for
   */
  async markUnread(number: number): Promise<void> {
    this.#wanted = null
    const { info, window } = this.#sync.hold
    const counted = info && countedAt(info, window, number - 1)
    // What I wrote until now is before it.
    const at = info?.known ?? 0
    const membership = await persist(this.#world.link, () => this.#world.calls.markUnread(this.#sync.id, number))
    if (!membership || counted === null) return
    const marker = { number: membership.readNumber, version: membership.readVersion, counted, at }
    this.#world.turn.run(() => this.#sync.takeMarker(marker, null))
  }

  /**
   * My marker was moved on another device before this reading arrived. If that was forward, what I read here still
   * counts, and is said again on top of it; if it was set back, it does not.
   */
  async #decideAgain(): Promise<void> {
    const { hold } = this.#sync
    hold.isMarkerUnsure = true
    await this.#sync.settle()
    const { info } = hold
    // Where it could not be read, the server refuses it once more, and it is asked again.
    if (!this.#wanted && info?.marker && isReadAhead(info))
      this.#wanted = { number: info.ahead.number, version: info.marker.version }
  }

  #change(change: (info: Info) => Info): void {
    const { hold } = this.#sync
    this.#world.turn.run(() => hold.info && hold.setInfo(change(hold.info)))
  }

  async #work(): Promise<void> {
    await Promise.resolve()
    try {
      while (this.#wanted) {
        const waitMs = this.#calledAt + everyMs - Date.now()
        if (waitMs > 0) await new Promise((resolve) => setTimeout(resolve, waitMs))
        const wanted = this.#wanted
        if (!wanted) return
        this.#calledAt = Date.now()
        const version = Math.max(wanted.version, this.#version)
        const call = () => this.#world.calls.markRead(this.#sync.id, wanted.number, version)
        const membership = await persist(this.#world.link, call, () => this.#wanted === wanted)
        const isTaken = membership !== null && membership.readNumber >= wanted.number
        if (isTaken) this.#version = membership.readVersion
        if (this.#wanted !== wanted) continue
        this.#wanted = null
        if (isTaken) this.#change(readAnswered)
        else if (membership) await this.#decideAgain()
      }
    } catch (error) {
      this.#wanted = null
      this.#change((info) => ({ ...info, ahead: null }))
      if (error instanceof SessionEnded) return
      this.#world.log.info({ failure: failureOf(error), channelId: this.#sync.id }, 'Chime: not marked as read')
    } finally {
      this.#working = null
    }
  }
}
