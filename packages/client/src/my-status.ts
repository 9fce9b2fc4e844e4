import type { ChosenStatus, Presence } from '@chime/protocol'
import type { Chime } from './chime.ts'
import { watchIdle } from './idle.ts'

/** After the server could not be told: it may be busy. */
const againMs = 5_000

/**
 * What others see of me, as far as this device has a say: what I choose, and by itself whether I use it. With several
 * devices I am away when none of them is used. Whoever chose busy or invisible stays so, and whoever chose to be away
 * on this device, until they choose again; a new connection is told of that.
 */
export class MyStatus {
  readonly #chime: Pick<Chime, 'trpc' | 'on' | 'connection'>
  readonly #watch: typeof watchIdle
  #isIdle = false
  #choseAway = false
  /** What the server believes of this connection. */
  #said = false
  #connectionId: string | null = null
  #timer: ReturnType<typeof setTimeout> | undefined

  constructor(chime: Pick<Chime, 'trpc' | 'on' | 'connection'>, watch = watchIdle) {
    this.#chime = chime
    this.#watch = watch
  }

  /** Says it by itself from now on. Returns what ends it. */
  start(): () => void {
    const unwatch = this.#watch((isIdle) => {
      this.#isIdle = isIdle
      this.#say()
    })
    const unlisten = this.#chime.on('hello', ({ connectionId }) => {
      // What came with a new connection: to the server it is one in use.
      if (connectionId !== this.#connectionId) this.#said = false
      this.#connectionId = connectionId
      this.#say()
    })
    return () => {
      unwatch()
      unlisten()
      clearTimeout(this.#timer)
    }
  }

  /**
   * Busy and invisible are of all my devices, away is of this one.
   *
   * @returns how others see me now
   */
  async choose(status: ChosenStatus): Promise<Presence> {
    const presence = await this.#chime.trpc.presence.set.mutate({ status })
    this.#choseAway = status === 'away'
    this.#said = this.#choseAway
    return presence
  }

  #say(): void {
    clearTimeout(this.#timer)
    const isAway = this.#isIdle || this.#choseAway
    // Without a connection there is nobody to tell; the next hello does.
    if (isAway === this.#said || this.#chime.connection.get().status !== 'online') return
    this.#said = isAway
    const status = isAway ? 'away' : 'online'
    this.#chime.trpc.presence.set.mutate({ status, thisDevice: true }).catch(() => {
      this.#said = !isAway
      this.#timer = setTimeout(() => this.#say(), againMs)
    })
  }
}
