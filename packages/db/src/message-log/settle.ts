import type { Log } from '@chime/protocol'
import type pg from 'pg'
import { isBusy, isConflictOfTransactions, isConnectionLost, isDataError, isLockTimeout } from '../errors.ts'
import { AppendError } from './append-error.ts'
import {
  type Answer,
  type BatchResult,
  commitBatch,
  type MemberRow,
  type MessageRow,
  type NewMessage,
} from './commit.ts'

export type Appended = { message: MessageRow; fresh: boolean }

/** One waiting message, and who waits for it. */
export type Entry = {
  input: NewMessage
  bytes: number
  /** When it came, by `performance.now()`. */
  since: number
  resolve(result: Appended): void
  reject(error: unknown): void
}

/** What one commit changed in one channel: `after` and `revision` are the channel's revisions before and after it. */
export type Committed = {
  channelId: string
  after: number
  revision: number
  /** New ones, and those whose thread got replies; ascending by revision, as all of these. */
  messages: MessageRow[]
  /** Who joined the channel, a thread, by writing in it. Their own stream moved to `userRevision`. */
  joined: MemberRow[]
}

export type SettleOptions = {
  pool: pg.Pool
  log: Log
  onCommitted: (committed: Committed) => void
  onBatch: (batch: { size: number; bytes: number; ms: number; fresh: number }) => void
  retryAfterMs: number
  /** Whoever has waited for longer is not kept waiting for a lock. */
  waitMs: number
}

const conflictAttempts = 4

/**
 * Commits a batch and tells everyone in it how it went. When the batch fails because of some of its messages, the others
 * are committed without them, each channel's still in order. Never rejects.
 */
export async function settle(batch: readonly Entry[], options: SettleOptions, attempt = 1): Promise<void> {
  const began = performance.now()
  let result: BatchResult
  try {
    result = await commitBatch(
      options.pool,
      batch.map((entry) => entry.input),
    )
  } catch (error) {
    return await settleFailure(batch, error, options, attempt)
  }
  const { answers, parents, joined } = result
  const fresh = answers.flatMap((answer) => (answer.verdict === 'new' ? [answer.message] : []))
  const bytes = batch.reduce((sum, entry) => sum + entry.bytes, 0)
  options.onBatch({ size: batch.length, bytes, ms: performance.now() - began, fresh: fresh.length })
  announce(parents.length > 0 ? [...fresh, ...parents] : fresh, joined, options)
  for (const [i, answer] of answers.entries()) tell(batch[i], answer)
}

async function settleFailure(
  batch: readonly Entry[],
  error: unknown,
  options: SettleOptions,
  attempt: number,
): Promise<void> {
  const all = (reason: AppendError) => {
    for (const entry of batch) entry.reject(reason)
  }
  const refuse = (entries: readonly Entry[], cause: unknown) => {
    for (const entry of entries) entry.reject(new AppendError('full', { cause, retryAfterMs: options.retryAfterMs }))
  }
  if (isConflictOfTransactions(error) && attempt < conflictAttempts) return await settle(batch, options, attempt + 1)
  if (isDataError(error)) {
    // One of them is poisoned. Halving finds it in a few round trips, however many the others are.
    if (batch.length === 1) return all(new AppendError('invalid', { cause: error }))
    const half = Math.ceil(batch.length / 2)
    await settle(batch.slice(0, half), options)
    return await settle(batch.slice(half), options)
  }
  if (isLockTimeout(error)) {
    // One channel is locked by something else. The others need not wait for it.
    const byChannel = Map.groupBy(batch, (entry) => entry.input.channelId)
    if (byChannel.size > 1) {
      for (const part of byChannel.values()) {
        // One thing may hold many of them: a channel its threads, a migration all. Each would cost the time of a lock.
        const isLate = part.some((entry) => performance.now() - entry.since > options.waitMs)
        if (isLate) refuse(part, error)
        else await settle(part, options)
      }
      return
    }
  }
  if (isConnectionLost(error)) return all(new AppendError('unknown', { cause: error }))
  if (isBusy(error)) return refuse(batch, error)
  options.log.error({ error }, 'a batch of messages failed for no known reason')
  for (const entry of batch) entry.reject(error)
}

function announce(
  changed: readonly MessageRow[],
  joined: readonly MemberRow[],
  { onCommitted, log }: SettleOptions,
): void {
  for (const [channelId, messages] of Map.groupBy(changed, (message) => message.channelId)) {
    messages.sort((a, b) => a.revision - b.revision)
    // Nobody joins but by a message, and before it.
    const members = joined.filter((row) => row.channelId === channelId).sort((a, b) => a.revision - b.revision)
    const [first, last] = [members[0] ?? messages[0], messages.at(-1)]
    if (first === undefined || last === undefined) continue
    try {
      onCommitted({ channelId, after: first.revision - 1, revision: last.revision, messages, joined: members })
    } catch (error) {
      // They are committed: whoever failed to hear of it reads them later.
      log.error({ error, channelId }, 'announcing committed messages failed')
    }
  }
}

function tell(entry: Entry | undefined, answer: Answer): void {
  if ('message' in answer) entry?.resolve({ message: answer.message, fresh: answer.verdict === 'new' })
  else {
    const { verdict, kind, waitMs } = answer
    entry?.reject(new AppendError(verdict, { kind: kind ?? undefined, retryAfterMs: waitMs ?? undefined }))
  }
}
