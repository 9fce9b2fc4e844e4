import { limits } from '@chime/protocol'
import { socketLimits } from './limits.ts'

type Options = {
  /** Called when no credentials have come in time. */
  expired(): void
  /** Called for a frame that is too large. */
  tooLarge(): void
}

/**
 * Lets frames in. How large they may be depends on the credentials of the socket:
 *
 *     awaited --token shown--> checked --valid--> large frames are let in
 *                                      --not valid--> small frames only, as before
 *     awaited for too long: expired
 *
 * Looking a token up has no deadline: when thousands connect at once it may be slow, and a deadline would only make them
 * connect again. The client may send large frames right behind its token. The first one is held until the token is known
 * to be valid, with all that come behind it. So nobody gets more in by inventing a token.
 */
export class FrameGate {
  readonly #options: Options
  #bytesMax: number = limits.anonymousFrameBytesMax
  #isChecking = false
  #held: (() => void)[] = []
  #timer: NodeJS.Timeout | null

  constructor(options: Options) {
    this.#options = options
    // A client may announce credentials (`connectionParams=1`) and never send them. tRPC would wait for ever.
    this.#timer = setTimeout(() => options.expired(), socketLimits.credentialsTimeoutMs).unref()
  }

  /** Whether frames are held. Nothing more should be read then. */
  get isHolding(): boolean {
    return this.#held.length > 0
  }

  tokenShown(): void {
    this.#isChecking = true
    this.stop()
  }

  tokenChecked(isValid: boolean): void {
    this.#isChecking = false
    if (isValid) this.#bytesMax = limits.frameBytesMax
    for (const admit of this.#held.splice(0)) admit()
  }

  /** Calls `handle` now or, for a frame that is held, later. */
  admit(bytes: number, handle: () => void): void {
    const isTooLarge = bytes > this.#bytesMax
    if (this.#isChecking && (this.isHolding || isTooLarge)) this.#held.push(() => this.admit(bytes, handle))
    else if (isTooLarge) this.#options.tooLarge()
    else handle()
  }

  /** To be called when the socket is closed. */
  stop(): void {
    if (this.#timer) clearTimeout(this.#timer)
    this.#timer = null
  }
}
