/**
 * The closed list of reasons a call can fail for. A client reads `error.data.reason`; the text is for people
 * and may change. Each reason maps to one tRPC code, whose HTTP status is tRPC's own.
 */
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
  /** Try again: nothing was written, or the same `clientId` will find it. */
  UNAVAILABLE: { code: 'SERVICE_UNAVAILABLE', httpStatus: 503 },
} as const

export type Reason = keyof typeof reasons

/** What tRPC's error shape carries in `data`, beside its own fields. `reason` is absent for unexpected errors. */
export type ErrorData = {
  reason?: Reason
  /** How long to wait before trying again, in milliseconds. */
  retryAfterMs?: number
  /** Which input field is wrong, as a path: `content`, `memberIds.3`. Only with `INVALID_INPUT` and `CONFLICT`. */
  field?: string
  /** Finds this call in the server's log. */
  requestId?: string
}

/** WebSocket close codes. Those under 4400, and 4408, ask the client to reconnect; the others do not help by retrying. */
export const closeCodes = {
  restarting: 1012,
  tooSlow: 1013,
  frameTooLarge: 1009,
  sessionEnded: 4401,
  noCredentials: 4408,
  tooManyConnections: 4409,
  tooFast: 4429,
} as const
