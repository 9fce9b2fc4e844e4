import type { Message, Reason } from '@chime/protocol'

/** What `send` hands back. */
export type Sent = {
  clientId: string
  /**
   * Resolves with the message once the server has it. Rejects with `SendFailed` when it was refused, given up or
   * discarded; a `retry` after that does not revive it.
   */
  done: Promise<Message>
}

export class SendFailed extends Error {
  override name = 'SendFailed'
  readonly clientId: string
  readonly reason: Reason | null
  constructor(clientId: string, reason: Reason | null, message: string) {
    super(message)
    this.clientId = clientId
    this.reason = reason
  }
}
