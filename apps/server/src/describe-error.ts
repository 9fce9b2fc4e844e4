type Described = { type: string; message: string; stack?: string; code?: string; query?: string; cause?: Described }

/**
 * An error as the log keeps it: what failed and where, never with which values. Drizzle puts a query's parameters into
 * its message, and Postgres whole rows into `detail`: message texts and password hashes, which must not be at rest here.
 */
export function describeError(error: unknown): Described {
  if (!(error instanceof Error)) return { type: typeof error, message: String(error) }
  const query = 'query' in error && 'params' in error && typeof error.query === 'string' ? error.query : undefined
  const message = query === undefined ? error.message : 'a query failed'
  return {
    type: error.constructor.name,
    message,
    // The stack begins with the message.
    stack: error.stack?.replace(error.message, message),
    ...('code' in error && { code: String(error.code) }),
    ...(query !== undefined && { query }),
    ...(error.cause !== undefined && { cause: describeError(error.cause) }),
  }
}
