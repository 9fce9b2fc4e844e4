/** The times of presence. The in-process form has use for the first only. */
export const presenceLimits = {
  /** How long a user stays online after the last connection left, so that a page reload does not blink. */
  graceMs: 4_000,
  /** How long a lease lives without being renewed. With `sweepMs`: a dead node's users are offline after 16 s. */
  leaseMs: 15_000,
  /** How often a node renews its leases: two renewals may be lost. */
  renewMs: 5_000,
  /** How often each node looks for users whose leases have ended. Whichever sees one first announces it. */
  sweepMs: 1_000,
  /** After an outage of Redis nobody is swept for so long: other nodes must come back too, and renew. */
  holdMs: 3_000,
}
export type PresenceLimits = typeof presenceLimits
