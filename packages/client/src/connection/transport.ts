/** One call of a procedure. */
export type Call = {
  type: 'query' | 'mutation' | 'subscription'
  /** `noun.verb` */
  path: string
  input: unknown
}

/** What comes back, in tRPC's form. A call ends with the first `data`, a subscription goes on. */
export type Result =
  | { type?: 'data'; id?: string; data: unknown }
  | { type: 'started' | 'stopped'; id?: string; data?: unknown }

/** How a subscription's connection is: it changes when the connection is lost and when it is back. */
export type StateResult = { type: 'state'; state: 'connecting' | 'pending'; error: unknown }

/** Is told what comes back. Its methods never throw. */
export type Observer = {
  next(result: Result | StateResult): void
  /**
   * The last word.
   *
   * @param cause tRPC's form of an error, as the server sent it, or whatever went wrong on the way
   * @param meta what else is known: the response, of a call over HTTP
   */
  error(cause: unknown, meta?: Record<string, unknown>): void
  /** The last word. */
  complete(): void
}

/**
 * Carries calls.
 *
 * @returns what is called once the caller wants no more, also after the last word
 */
export type Transport = (call: Call, observer: Observer) => () => void
