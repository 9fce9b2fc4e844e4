import type { ChannelKind } from '@chime/protocol'

/**
 * - `missing`: there is no such channel.
 * - `outsider`: the user is not a member; `kind` is the channel's.
 * - `archived`: the channel is archived, so nobody may write in it.
 * - `readonly`: this is an announcement channel, where only owners and admins may write.
 * - `blocked`: in this direct conversation, or this thread of one, one of the two people has blocked the other.
 * - `noreply`: `replyTo` is not the number of a message in the channel.
 * - `noattachment`: one of `attachmentIds` is not the author's, not for this channel, not ready, or sent already.
 * - `slow`: the channel is in slow mode; try again after `retryAfterMs`.
 * - `full`: too many messages wait, or the database could not do it now. Nothing was written; try again after `retryAfterMs`.
 * - `unknown`: the connection was lost or did not answer. The message may be written; try again with the same client id.
 * - `invalid`: the database refuses this content, metadata or id, and will do so again.
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

/** Why a message was not appended, or why nobody knows whether it was. */
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
