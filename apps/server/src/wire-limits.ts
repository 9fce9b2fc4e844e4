import { limits } from '@chime/protocol'

/** The bounds of one socket, beside those of size in `@chime/protocol`. What happens at each is written beside it. */
export const wireLimits = {
  /** A socket that has shown no credentials by then is closed with 4408. */
  credentialsMs: 5_000,
  /** Time for the answers to what was sent with a bad token, before the socket is closed with 4401. */
  farewellMs: 1_000,
  /**
   * Sockets are pinged this often, and one that said nothing until the next ping is cut off: two of these are less
   * than the 60 s after which proxies drop quiet connections.
   */
  pingEveryMs: 15_000,
  /** What may wait to be sent before the hub stops feeding a socket and nothing more is read from it. Two seconds of a slow phone. */
  highWaterBytes: 1024 * 1024,
  /**
   * The same for answers to calls that were under way when the reading stopped. At this bound the socket is closed
   * with 1013: hundreds of pages of messages were asked for at once and not read.
   */
  answersBytes: 32 * 1024 * 1024,
  /** A socket that has been full for this long is closed with 1013; its client comes back when it can. */
  stuckMs: 30_000,
  /** Calls under way on one socket: two full batches. Beyond, nothing more is read until half of them are answered. */
  callsInFlight: 2 * limits.batchCallsMax,
  /**
   * Frames, pings included, that a socket may send at once, and then every second; the next is its last (4429). Ten times
   * what a person's calls may be (`rules.calls` in the API), so that whoever calls too often is told so call by call.
   */
  framesAtOnce: 2_000,
  framesPerSecond: 600,
  /** Pings of one socket that wait for their pong. Reached only with rate limits off; the socket is cut off. */
  pongsWaiting: 4_000,
  /** A peer that does not finish the closing is cut off after this. */
  closeMs: 5_000,
}
