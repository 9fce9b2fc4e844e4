import type { OneNode } from './testing-one-node.ts'

// For the tests of what happens at a time.

export const inAnHour = () => new Date(Date.now() + 3_600_000).toISOString()

/** Brings the time of these scheduled messages or reminders: on a busy machine a second ahead may have passed before it is said. */
export async function makeDue(node: Pick<OneNode, 'sql'>, ...what: { id: string }[]): Promise<void> {
  const ids = what.map(({ id }) => id)
  await node.sql(`update chime_jobs.job set start_after = now() where name = 'due' and data ->> 'id' = any ($1)`, ids)
}
