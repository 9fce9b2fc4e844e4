import { randomUUID } from 'node:crypto'
import type { ServerResponse } from 'node:http'
import { Refusal, toTRPCError } from '@chime/api'
import { StoreError } from '@chime/files'
import { reasons } from '@chime/protocol'
import type { Logger } from 'pino'

/** Insufficient Storage: HTTP has a status of its own for a full disk. */
const diskFull = 507

/** Logs why a request for a file failed, and says what to answer. The text of an unknown error goes only to the log. */
export function answerFor(
  error: unknown,
  log: Logger,
): { status: number; text: string; retryAfterMs?: number | undefined } {
  const requestId = randomUUID()
  const { cause } = toTRPCError(error, requestId)
  if (!(cause instanceof Refusal)) {
    log.error({ err: error, requestId }, 'a request for a file failed')
    return { status: 500, text: `Internal error (${requestId})` }
  }
  if (error instanceof StoreError) log.error({ err: error }, 'the file store failed')
  else log.info({ reason: cause.reason }, 'request for a file refused')
  const { httpStatus } = reasons[cause.reason]
  const status = error instanceof StoreError && error.reason === 'full' ? diskFull : httpStatus
  return { status, text: cause.message, retryAfterMs: cause.details.retryAfterMs }
}

export function refuse(res: ServerResponse, status: number, text: string): void {
  const type = { 'Content-Type': 'text/plain; charset=utf-8', 'X-Content-Type-Options': 'nosniff' }
  res.writeHead(status, { ...type, 'Cache-Control': 'no-store' }).end(`${text}\n`)
}
