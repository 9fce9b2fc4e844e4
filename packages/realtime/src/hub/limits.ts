/** The hub's times and bounds. What happens at each bound is written beside it. */
export const hubLimits = {
  /**
   * How long to wait when a publication came before its predecessor, until the database is read. Two nodes reach Redis
   * some milliseconds apart, which needs no reading; but when something is really lost, everything after it waits this long.
   */
  neighbourMs: 50,
  /**
   * How often all heads and sessions are compared with the database. Together with the reading of what is missing, a
   * lost push or revocation takes effect within the promised 2 s. 10,000 heads cost 30 ms.
   */
  auditMs: 1_000,
  /** Topics or sessions in one query of an audit; more take several queries. */
  auditChunk: 10_000,
  /** Reads of changes at the same time: one is read while the answers of the other are delivered. More questions wait, each of them once. */
  concurrentReads: 2,
  /** Questions in one read; more go into the next reads. At this size, 10,000 topics are read in about a second. */
  readBatch: 500,
  /** A read of the source that takes longer counts as failed, so that it does not keep others from reading for ever. */
  readMs: 10_000,
  /** Publications of one topic that wait behind a gap. More are dropped, and the repair reads them from the database. */
  waitingMax: 1_000,
  /**
   * Publications that a stream holds back until `release`, or that wait in the backlog of one subscription. More are
   * dropped, and the stream begins anew with a fresh hello.
   */
  heldMax: 10_000,
  /** The same failure is logged once in this time. */
  logMs: 10_000,
}
export type HubLimits = typeof hubLimits
