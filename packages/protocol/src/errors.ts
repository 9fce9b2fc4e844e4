/**
 * Every reason why a call can fail; the list is closed. A client reads `error.data.reason`. The error's text is for
 * people and may change.
 */
export const reasonNames = [
  'UNAUTHENTICATED',
  'WRONG_CREDENTIALS',
  'TWO_FACTOR_REQUIRED',
  'INVALID_INPUT',
  'RATE_LIMITED',
  'NOT_FOUND',
  'FORBIDDEN',
  'CONFLICT',
  'TOO_LARGE',
  'UNAVAILABLE',
] as const

export type Reason = (typeof reasonNames)[number]

/** Each reason maps to one tRPC code, and tRPC maps that to the HTTP status. */
export const reasons = {
  UNAUTHENTICATED: { code: 'UNAUTHORIZED', httpStatus: 401 },
  WRONG_CREDENTIALS: { code: 'UNAUTHORIZED', httpStatus: 401 },
  TWO_FACTOR_REQUIRED: { code: 'UNAUTHORIZED', httpStatus: 401 },
  INVALID_INPUT: { code: 'BAD_REQUEST', httpStatus: 400 },
  RATE_LIMITED: { code: 'TOO_MANY_REQUESTS', httpStatus: 429 },
  NOT_FOUND: { code: 'NOT_FOUND', httpStatus: 404 },
  FORBIDDEN: { code: 'FORBIDDEN', httpStatus: 403 },
  CONFLICT: { code: 'CONFLICT', httpStatus: 409 },
  TOO_LARGE: { code: 'PAYLOAD_TOO_LARGE', httpStatus: 413 },
  /** Try again: either nothing was written, or a retry with the same `clientId` finds what was. */
  UNAVAILABLE: { code: 'SERVICE_UNAVAILABLE', httpStatus: 503 },
} as const satisfies Record<Reason, { code: string; httpStatus: number }>

/** What `data` of tRPC's error shape carries beside tRPC's own fields. `reason` is absent for unexpected errors. */
export type ErrorData = {
  reason?: Reason
  /** How long to wait before trying again, in milliseconds. */
  retryAfterMs?: number
  /** The path of the input field that is wrong: `content`, `memberIds.3`. Only with `INVALID_INPUT`, `CONFLICT` and `WRONG_CREDENTIALS`. */
  field?: string
  /** The id under which this call stands in the server's log. */
  requestId?: string
}

/**
 * WebSocket close codes. After a code below 4400, or 4408, the client should reconnect. After the others a new attempt
 * fails the same way.
 */
export const closeCodes = {
  restarting: 1012,
  tooSlow: 1013,
  frameTooLarge: 1009,
  sessionEnded: 4401,
  noCredentials: 4408,
  tooManyConnections: 4409,
  tooFast: 4429,
} as const
