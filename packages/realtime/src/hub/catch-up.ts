import type { HubContext } from './context.ts'
import { isOrdered, type Subscription } from './subscription.ts'

/** Reads in a row that may each end too early; after that, the next audit goes on. */
const readsMax = 3

/**
 * Reads, for one stream alone, what it misses of a topic that has gone on without it, from `startRevision`. What the
 * topic publishes meanwhile waits in `backlog`. Never rejects: when the source fails, the subscription is kept in
 * `failedCatchUps` for the next audit.
 */
export async function catchUp(subscription: Subscription, context: HubContext): Promise<void> {
  const { topic, subscriber } = subscription
  const backlog = subscription.backlog ?? []
  subscription.backlog = backlog
  try {
    for (let i = 0; i < readsMax; i += 1) {
      const read = await context.reader.changes(topic.name, subscription.startRevision)
      // The stream has closed, unsubscribed, or lost its place meanwhile.
      if (subscription.backlog !== backlog) return
      if (read === null) {
        subscriber.resync()
        return
      }
      // A read that others had begun earlier may end before the first publication of the backlog was committed.
      if (isOrdered(read) && subscriber.applyMissed(subscription, read)) return
      if (subscription.backlog !== backlog) return
    }
  } catch (error) {
    context.warn(error, 'Could not read what a stream missed; the next audit tries again')
  }
  context.failedCatchUps.add(subscription)
}
