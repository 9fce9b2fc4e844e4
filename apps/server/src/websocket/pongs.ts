import { socketLimits } from './limits.ts'

/**
 * Answers pings: the first at once, and then at most one in `pongIntervalMs`, which answers the latest ping. RFC 6455
 * (5.5.3) allows to leave the others out. Otherwise pings of somebody who reads nothing would pile up as pongs.
 */
export class Pongs {
  readonly #send: (payload: Buffer) => void
  #timer: NodeJS.Timeout | null = null
  #latest: Buffer | null = null

  constructor(send: (payload: Buffer) => void) {
    this.#send = send
  }

  answer(payload: Buffer): void {
    if (this.#timer !== null) this.#latest = payload
    else this.#sendNow(payload)
  }

  stop(): void {
    if (this.#timer) clearTimeout(this.#timer)
    this.#timer = null
    this.#latest = null
  }

  #sendNow(payload: Buffer): void {
    this.#latest = null
    this.#send(payload)
    this.#timer = setTimeout(() => {
      this.#timer = null
      if (this.#latest !== null) this.#sendNow(this.#latest)
    }, socketLimits.pongIntervalMs).unref()
  }
}
