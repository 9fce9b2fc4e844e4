import type { Reason } from '@chime/protocol'
import type { MessageOf, Metadata } from '../metadata.ts'

/** What `send` returns. */
export type Sent<M extends Metadata = Metadata> = {
  clientId: string
  /**
   * Resolves with the message once the server has it. Rejects with `SendFailed` when the message was refused, given up
   * or discarded. A later `retry` does not change that.
   */
  done: Promise<MessageOf<M>>
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
