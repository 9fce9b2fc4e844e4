import type { OneNode } from '@chime/testing/one-node'

// For the tests of scheduled messages and reminders.

export const inAnHour = () => new Date(Date.now() + 3_600_000).toISOString()

/**
 * Makes these scheduled messages or reminders due now. A time soon ahead would not do: on a busy machine it may pass
 * too early.
 */
export async function makeDue(node: Pick<OneNode, 'sql'>, ...what: { id: string }[]): Promise<void> {
  const ids = what.map(({ id }) => id)
  await node.sql(`update chime_jobs.job set start_after = now() where name = 'due' and data ->> 'id' = any ($1)`, ids)
}
