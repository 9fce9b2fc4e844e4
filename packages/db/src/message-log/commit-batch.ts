import type { Log } from '@chime/protocol'
import type pg from 'pg'
import { isBusy, isConflictOfTransactions, isConnectionLost, isDataError, isLockTimeout } from '../errors.ts'
import { AppendError } from './append-error.ts'
import { appendMessages, type BatchResult, type NewMessage, type Outcome } from './append-messages.ts'
import type { MemberRow, MessageRow } from './rows.ts'

/** `fresh`: this call appended the message, and not an earlier one with the same client id. */
export type Appended = { message: MessageRow; fresh: boolean }

/** A message that waits, and the promise of the caller who waits for it. */
export type PendingMessage = {
  message: NewMessage
  bytes: number
  /** By `performance.now()`. */
  queuedAtMs: number
  resolve(result: Appended): void
  reject(error: unknown): void
}

/** What one commit changed in one channel. */
export type Committed = {
  channelId: string
  /** The channel's revision before this commit. */
  after: number
  /** The channel's revision after this commit. */
  revision: number
  /** New messages, and messages whose thread got replies; ascending by revision. */
  messages: MessageRow[]
  /** Who joined the channel (a thread) by writing in it; ascending by revision. Their own stream moved to `userRevision`. */
  joined: MemberRow[]
}

export type CommitOptions = {
  pool: pg.Pool
  log: Log
  onCommitted: (committed: Committed) => void
  onBatch: (batch: { size: number; bytes: number; ms: number; fresh: number }) => void
  retryAfterMs: number
  /** A message that has waited for longer does not wait for a lock as well. */
  waitMs: number
}

const conflictAttempts = 4

/**
 * Commits a batch, tells of it (`onBatch`, `onCommitted`), and then settles the promise of each message in it. When the batch
 * fails because of some of its messages, the others are committed without them, and in order within each channel. Never
 * rejects.
 */
export async function commitBatch(
  batch: readonly PendingMessage[],
  options: CommitOptions,
  attempt = 1,
): Promise<void> {
  const began = performance.now()
  let result: BatchResult
  try {
    result = await appendMessages(
      options.pool,
      batch.map(({ message }) => message),
    )
  } catch (error) {
    return await recover(batch, error, options, attempt)
  }
  const { outcomes, parents, joined } = result
  const fresh = outcomes.flatMap((outcome) => (outcome.verdict === 'new' ? [outcome.message] : []))
  const bytes = batch.reduce((sum, pending) => sum + pending.bytes, 0)
  options.onBatch({ size: batch.length, bytes, ms: performance.now() - began, fresh: fresh.length })
  announce(parents.length > 0 ? [...fresh, ...parents] : fresh, joined, options)
  for (const [i, outcome] of outcomes.entries()) settle(batch[i], outcome)
}

/** Nothing of the batch was committed, or nobody knows whether it was (`isConnectionLost`). */
async function recover(
  batch: readonly PendingMessage[],
  error: unknown,
  options: CommitOptions,
  attempt: number,
): Promise<void> {
  const rejectAll = (reason: AppendError) => {
    for (const pending of batch) pending.reject(reason)
  }
  const refuse = (part: readonly PendingMessage[], cause: unknown) => {
    for (const pending of part) pending.reject(new AppendError('full', { cause, retryAfterMs: options.retryAfterMs }))
  }
  if (isConflictOfTransactions(error) && attempt < conflictAttempts) {
    return await commitBatch(batch, options, attempt + 1)
  }
  if (isDataError(error)) {
    // The database cannot store one of them. Halving finds it in few round trips, however large the batch is.
    if (batch.length === 1) return rejectAll(new AppendError('invalid', { cause: error }))
    const half = Math.ceil(batch.length / 2)
    await commitBatch(batch.slice(0, half), options)
    return await commitBatch(batch.slice(half), options)
  }
  if (isLockTimeout(error)) {
    // Something else holds the lock of a channel. The messages to other channels need not wait for it.
    const byChannel = Map.groupBy(batch, ({ message }) => message.channelId)
    if (byChannel.size > 1) {
      for (const part of byChannel.values()) {
        // One transaction may hold many channels (a channel with its threads, or all of them in a migration). Each one would
        // cost another lock timeout, so messages that have waited too long are refused without trying.
        const isLate = part.some(({ queuedAtMs }) => performance.now() - queuedAtMs > options.waitMs)
        if (isLate) refuse(part, error)
        else await commitBatch(part, options)
      }
      return
    }
  }
  if (isConnectionLost(error)) return rejectAll(new AppendError('unknown', { cause: error }))
  if (isBusy(error)) return refuse(batch, error)
  options.log.error({ error }, 'a batch of messages failed for no known reason')
  for (const pending of batch) pending.reject(error)
}

function announce(
  changed: readonly MessageRow[],
  joined: readonly MemberRow[],
  { onCommitted, log }: CommitOptions,
): void {
  for (const [channelId, messages] of Map.groupBy(changed, (message) => message.channelId)) {
    messages.sort((a, b) => a.revision - b.revision)
    // Somebody joins only by a message, and their membership takes a revision before it.
    const members = joined.filter((row) => row.channelId === channelId).sort((a, b) => a.revision - b.revision)
    const [first, last] = [members[0] ?? messages[0], messages.at(-1)]
    if (first === undefined || last === undefined) continue
    try {
      onCommitted({ channelId, after: first.revision - 1, revision: last.revision, messages, joined: members })
    } catch (error) {
      // The messages are committed: whoever was not told of them reads them later.
      log.error({ error, channelId }, 'announcing committed messages failed')
    }
  }
}

function settle(pending: PendingMessage | undefined, outcome: Outcome): void {
  if ('message' in outcome) pending?.resolve({ message: outcome.message, fresh: outcome.verdict === 'new' })
  else {
    const { verdict, kind, waitMs } = outcome
    pending?.reject(new AppendError(verdict, { kind: kind ?? undefined, retryAfterMs: waitMs ?? undefined }))
  }
}
