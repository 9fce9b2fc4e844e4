/**
 * Milliseconds since the run began, by the system's monotonic clock, which all processes of a machine share: a node's
 * shifted clock or a corrected one does not reach it.
 *
 * @param startNs what `process.hrtime.bigint()` said when the run began
 */
export const runClock = (startNs: bigint) => () => Math.round(Number(process.hrtime.bigint() - startNs) / 1_000) / 1_000
