/**
 * The limits of the front door. Beside each is what happens when it is reached. Sizes of what is sent are in
 * `@chime/protocol`.
 */
export const httpLimits = {
  /** A connection that has not sent the whole head of a request by then is answered with 408 and closed. */
  headTimeoutMs: 10_000,
  /** A request whose body is not complete by then is answered with 408 and closed. For uploads see the next ones. */
  bodyTimeoutMs: 15_000,
  /** The same for uploads of files, of which the largest takes so long on a slow line. */
  uploadTimeoutMs: 10 * 60_000,
  /**
   * A connection on which nothing moves, neither in nor out, is cut off: an upload that stands still, or an answer that
   * nobody reads.
   */
  idleTimeoutMs: 30_000,
  /** A client that has not taken a whole answer of the API by then is cut off, even if it reads a byte now and then. */
  answerTimeoutMs: 60_000,
  /** How often Node looks for connections that are past these deadlines. */
  checkEveryMs: 1_000,
  /** Requests of one address that the web app is answering. One more gets 503. */
  proxiedPerAddressMax: 200,
  /** The same for all addresses. Each takes two descriptors. */
  proxiedMax: 1_000,
  /** How long the web app may be silent before an answer is given up with 502. */
  webTimeoutMs: 30_000,
  /** How long the web app may take to accept a socket (of its hot reload, in development). */
  webUpgradeTimeoutMs: 5_000,
  /** Descriptors that are kept for files, the database and Redis. Connections get the rest. */
  reservedDescriptors: 256,
  /** The share of all connections that one address may have. One more is closed at once. */
  connectionsPerAddressShare: 0.5,
}
