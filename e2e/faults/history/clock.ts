/**
 * Milliseconds since the run began, by the monotonic clock that all processes of a machine share. A wall clock that is wrong or
 * corrected does not change it.
 *
 * @param startNs what `process.hrtime.bigint()` returned when the run began
 */
export const runClock = (startNs: bigint) => () => Math.round(Number(process.hrtime.bigint() - startNs) / 1_000) / 1_000
