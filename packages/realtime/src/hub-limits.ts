/** The hub's times and bounds. What happens at each bound is written beside it. */
export const hubLimits = {
  /**
   * A publication came before its neighbour: how long to wait for that before the database is read. Two nodes' ways to
   * Redis differ by milliseconds; who waits longer delays all that comes behind a real loss.
   */
  neighbourMs: 50,
  /**
   * How often all heads and sessions are compared with the database. With the reading of what is missing, a lost push or
   * revocation lasts no longer than the 2 s that are promised; 10,000 heads cost 30 ms.
   */
  auditMs: 1_000,
  /** Topics or sessions in one query of an audit. */
  auditChunk: 10_000,
  /** Reads of changes at the same time: one is being read while another is handed on. More wait, each question once. */
  repairs: 2,
  /** Questions in one read; more go into the next ones. Large enough that 10,000 topics are read in a second or so. */
  repairBatch: 500,
  /** A read of the source that takes longer counts as failed, so that it cannot keep its place for ever. */
  readMs: 10_000,
  /** Publications that wait behind a gap of one topic; more are dropped, and found again by the repair. */
  waiting: 1_000,
  /** Publications that a stream holds until `release`; at the bound they are dropped, and `release` asks for a `resync`. */
  held: 10_000,
  /** The same error of the source is logged once in this time. */
  logMs: 10_000,
}
export type HubLimits = typeof hubLimits
