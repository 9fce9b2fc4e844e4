/** The times of presence, the same in both forms. */
export const presenceLimits = {
  /** How long a user stays online after the last connection left, so that a page reload does not blink. */
  graceMs: 4_000,
}
export type PresenceLimits = typeof presenceLimits
