/**
 * What a subscription's generator yields instead of its first batch of events. tRPC passes it to the encoder together
 * with the request id, and that is how the hub learns with which id to write its frames; see `encoder.ts`.
 */
export class FirstFrame {
  /** @returns the text of the subscription's first frame */
  readonly start: (head: string) => string

  constructor(start: (head: string) => string) {
    this.start = start
  }
}
