import type { ChosenStatus, Presence } from '@chime/protocol'
import type { Chime } from '../types.ts'
import { watchIdle } from './idle.ts'

/** The wait after the server could not be told, for example because it is busy. */
const againMs = 5_000

/**
 * Tells the server how others shall see the user, as far as this device decides it: the status that the user chooses,
 * and whether the device is in use. With several devices the user is away when none of them is in use. A user who chose
 * busy or invisible stays so; and a user who chose away on this device stays away until the next choice, also on a new
 * connection.
 */
export class MyStatus {
  readonly #chime: Pick<Chime, 'trpc' | 'on' | 'connection'>
  readonly #watch: typeof watchIdle
  #isIdle = false
  #choseAway = false
  /** Whether the server was told that this device is away. */
  #reportedAway = false
  #timer: ReturnType<typeof setTimeout> | undefined

  constructor(chime: Pick<Chime, 'trpc' | 'on' | 'connection'>, watch = watchIdle) {
    this.#chime = chime
    this.#watch = watch
  }

  /** Starts to report whether the device is in use. Returns a function that ends it. */
  start(): () => void {
    const unwatch = this.#watch((isIdle) => {
      this.#isIdle = isIdle
      this.#report()
    })
    const unlisten = this.#chime.on('hello', () => {
      // A new connection counts as one that is in use.
      this.#reportedAway = false
      this.#report()
    })
    return () => {
      unwatch()
      unlisten()
      clearTimeout(this.#timer)
    }
  }

  /**
   * Busy and invisible apply to all devices of the user, away only to this one.
   *
   * @returns how others see the user now
   */
  async choose(status: ChosenStatus): Promise<Presence> {
    const presence = await this.#chime.trpc.presence.set.mutate({ status })
    this.#choseAway = status === 'away'
    this.#reportedAway = this.#choseAway
    return presence
  }

  #report(): void {
    clearTimeout(this.#timer)
    const isAway = this.#isIdle || this.#choseAway
    // Without a connection nothing can be reported. The next `hello` makes up for it.
    if (isAway === this.#reportedAway || this.#chime.connection.get().status !== 'online') return
    this.#reportedAway = isAway
    const status = isAway ? 'away' : 'online'
    this.#chime.trpc.presence.set.mutate({ status, thisDevice: true }).catch(() => {
      this.#reportedAway = !isAway
      this.#timer = setTimeout(() => this.#report(), againMs)
    })
  }
}
