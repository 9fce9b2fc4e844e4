/** The times of presence. The in-process form uses only the first. */
export const presenceLimits = {
  /** How long a user stays online after the last connection left, so that nobody blinks when a page is reloaded. */
  graceMs: 4_000,
  /** How long a lease lives without being renewed. Together with `sweepMs`, the users of a dead node are offline after 16 s. */
  leaseMs: 15_000,
  /** How often a node renews its leases. Even if two renewals are lost, the lease still lives. */
  renewMs: 5_000,
  /** How often each node looks for users whose leases have ended. The node that finds one first announces it. */
  sweepMs: 1_000,
  /** For how long after an outage of Redis nobody is swept, so that other nodes can come back too and renew their leases. */
  holdMs: 3_000,
}
export type PresenceLimits = typeof presenceLimits
