import type { ChannelKind } from '@chime/protocol'

/**
 * - `missing`: there is no such channel.
 * - `outsider`: the user is not in it; `kind` is the channel's.
 * - `archived`: nobody may write there any more.
 * - `readonly`: an announcement channel, where only owners and admins write.
 * - `blocked`: a direct conversation, or a thread in one, where one of the two has blocked the other.
 * - `noreply`: `replyTo` is no message of the channel.
 * - `noattachment`: one of `attachmentIds` is not the author's, not for this channel, not ready, or sent already.
 * - `slow`: the channel is in slow mode; again after `retryAfterMs`.
 * - `full`: nothing was written, because too much is waiting or the database could not do it now; again after `retryAfterMs`.
 * - `unknown`: the connection was lost or did not answer. It may have been written: again with the same client id.
 * - `invalid`: the database refuses this content, metadata or id, and will again.
 */
export type AppendRefusal =
  | 'missing'
  | 'outsider'
  | 'archived'
  | 'readonly'
  | 'blocked'
  | 'noreply'
  | 'noattachment'
  | 'slow'
  | 'full'
  | 'unknown'
  | 'invalid'

/** Why a message was not appended, or not surely. */
export class AppendError extends Error {
  override readonly name = 'AppendError'
  readonly reason: AppendRefusal
  /** With `outsider`. */
  readonly kind: ChannelKind | undefined
  /** With `full` and `slow`. */
  readonly retryAfterMs: number | undefined

  constructor(
    reason: AppendRefusal,
    details: { kind?: ChannelKind | undefined; retryAfterMs?: number | undefined; cause?: unknown } = {},
  ) {
    super(`message not appended: ${reason}`, { cause: details.cause })
    this.reason = reason
    this.kind = details.kind
    this.retryAfterMs = details.retryAfterMs
  }
}
