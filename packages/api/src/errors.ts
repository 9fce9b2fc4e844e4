import { AppendError, isBusy, isConnectionLost } from '@chime/db'
import { StoreError } from '@chime/files'
import { type ErrorData, type Reason, reasons } from '@chime/protocol'
import { TRPCError } from '@trpc/server'
import { ZodError } from 'zod'

type Details = Pick<ErrorData, 'retryAfterMs' | 'field'>

/**
 * The error that a verb throws to refuse a call. Its text reaches the client, so it must not mention anything that the
 * caller may not know.
 */
export class Refusal extends Error {
  readonly reason: Reason
  readonly details: Details
  constructor(reason: Reason, text: string, details: Details = {}) {
    super(text)
    this.name = 'Refusal'
    this.reason = reason
    this.details = details
  }
}

/**
 * The same error for what does not exist and for what the caller may not see, so that nobody can find out which of the
 * two it is.
 */
export const notFound = (what = 'channel') => new Refusal('NOT_FOUND', `There is no such ${what}, or you cannot see it`)

/** Carries the request id under which an unexpected error stands in the log. */
class Unexpected extends Error {
  readonly requestId: string
  constructor(requestId: string) {
    super('Internal error')
    this.requestId = requestId
  }
}

/**
 * The one place where errors become tRPC errors. The text of an unexpected error stays in the log: the client gets only
 * the request id.
 */
export function toTRPCError(error: unknown, requestId: string): TRPCError {
  const refusal = refusalIn(error)
  if (refusal) return new TRPCError({ code: reasons[refusal.reason].code, message: refusal.message, cause: refusal })
  if (error instanceof TRPCError && error.code !== 'INTERNAL_SERVER_ERROR') return error
  return new TRPCError({ code: 'INTERNAL_SERVER_ERROR', message: 'Internal error', cause: new Unexpected(requestId) })
}

function refusalIn(error: unknown): Refusal | null {
  if (error instanceof Refusal) return error
  // Output that does not match its schema raises a ZodError too, but that is a fault of the server and no bad input.
  if (error instanceof TRPCError && error.code === 'BAD_REQUEST' && error.cause instanceof ZodError) {
    return invalidInput(error.cause)
  }
  if (error instanceof TRPCError && error.cause) return refusalIn(error.cause)
  if (error instanceof AppendError) return fromAppend(error)
  if (error instanceof StoreError) return new Refusal('UNAVAILABLE', error.message, { retryAfterMs: 5_000 })
  if (isConnectionLost(error)) {
    return new Refusal('UNAVAILABLE', 'The database cannot be reached; try again', { retryAfterMs: 1_000 })
  }
  if (isBusy(error)) return new Refusal('UNAVAILABLE', 'The database is busy; try again', { retryAfterMs: 1_000 })
  return null
}

function invalidInput(error: ZodError): Refusal {
  const issue = error.issues[0]
  const field = issue?.path.join('.') ?? ''
  return new Refusal('INVALID_INPUT', [field, issue?.message ?? 'invalid'].filter(Boolean).join(': '), {
    ...(field && { field }),
  })
}

function fromAppend(error: AppendError): Refusal {
  switch (error.reason) {
    case 'missing':
      return notFound()
    case 'outsider':
      return error.kind === 'public' || error.kind === 'announcement'
        ? new Refusal('FORBIDDEN', 'Join the channel to write in it')
        : notFound()
    case 'archived':
      return new Refusal('FORBIDDEN', 'The channel is archived')
    case 'readonly':
      return new Refusal('FORBIDDEN', 'Only owners and admins write in this channel')
    case 'blocked':
      // The text does not say who blocked whom.
      return new Refusal('FORBIDDEN', 'One of you has blocked the other: you cannot write to each other')
    case 'noreply':
      return new Refusal('INVALID_INPUT', 'replyTo: is no message of this channel', { field: 'replyTo' })
    case 'noattachment':
      return new Refusal('INVALID_INPUT', 'attachmentIds: must be yours, for this channel, complete and not sent yet', {
        field: 'attachmentIds',
      })
    case 'slow': {
      const retryAfterMs = error.retryAfterMs ?? 1_000
      const seconds = Math.ceil(retryAfterMs / 1_000)
      return new Refusal('RATE_LIMITED', `The channel is in slow mode; try again in ${seconds} s`, { retryAfterMs })
    }
    case 'invalid':
      return new Refusal('INVALID_INPUT', 'The message cannot be stored')
    case 'full':
      return new Refusal('UNAVAILABLE', 'Too many messages are waiting; try again', {
        retryAfterMs: error.retryAfterMs ?? 1_000,
      })
    case 'unknown':
      return new Refusal('UNAVAILABLE', 'Unknown whether it was stored; try again with the same clientId', {
        retryAfterMs: 500,
      })
  }
}

/** Makes what the client gets as `data` of the error. */
export function errorData(error: TRPCError): ErrorData {
  const { cause } = error
  if (cause instanceof Refusal) return { reason: cause.reason, ...cause.details }
  if (cause instanceof Unexpected) return { requestId: cause.requestId }
  // tRPC raised this before a procedure ran: an unknown path, malformed JSON or a wrong HTTP method.
  if (error.code === 'NOT_FOUND') return { reason: 'NOT_FOUND' }
  if (error.code === 'PAYLOAD_TOO_LARGE') return { reason: 'TOO_LARGE' }
  if (error.code !== 'INTERNAL_SERVER_ERROR') return { reason: 'INVALID_INPUT' }
  return {}
}
