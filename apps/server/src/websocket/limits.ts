import { limits } from '@chime/protocol'

/**
 * The limits of one socket, except those of size, which are in `@chime/protocol`. Beside each is what happens when it
 * is reached.
 */
export const socketLimits = {
  /** A socket that has shown no credentials after this time is closed with 4408. */
  credentialsTimeoutMs: 5_000,
  /**
   * A socket with an invalid token is closed with 4401 after this time, in which calls that it has sent are still
   * answered.
   */
  invalidTokenCloseDelayMs: 1_000,
  /**
   * Sockets are pinged this often. One that sends nothing before the next ping is cut off. The interval is well below
   * the 60 s after which many proxies drop quiet connections.
   */
  pingIntervalMs: 15_000,
  /**
   * A socket is full when more than this waits to be sent. The hub then writes no more to it, and nothing more is read
   * from it. A slow phone takes this much in about two seconds.
   */
  highWaterBytes: 1024 * 1024,
  /**
   * A full socket still gets the answers to the calls that were pending. If more than this waits to be sent, the socket
   * is closed with 1013: its client asked for hundreds of pages of messages at once and reads none.
   */
  bufferedBytesMax: 32 * 1024 * 1024,
  /** A socket that has been full for this long is closed with 1013. Its client connects again when it can. */
  fullTimeoutMs: 30_000,
  /**
   * With this many pending calls (two full batches) nothing more is read from the socket, until half of them are
   * answered.
   */
  pendingCallsMax: 2 * limits.batchCallsMax,
  /**
   * How many frames, pings included, a socket may send at once, and then per second. One more closes it with 4429. That
   * is ten times what a person may call (`rules.calls` in the API), so that a client that calls too often first has
   * single calls refused.
   */
  frameBurst: 2_000,
  framesPerSecond: 600,
  /** Pings are answered this often at most. Of those that came meanwhile, the latest is answered. */
  pongIntervalMs: 50,
  /** A socket that is being closed is cut off when its peer does not answer with a close frame in this time. */
  closeTimeoutMs: 5_000,
}
