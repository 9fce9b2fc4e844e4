import { type Follow, type HubHost, isStep } from './hub-follow.ts'

/** Reads in a row that may end too early, before the next audit goes on. */
const tries = 3

/**
 * Reads for one stream what it misses of a topic that has gone on without it, from `follow.floor`. What comes meanwhile
 * waits in `follow.lag`. Never rejects: when the source fails, `host.lagging` remembers the follow for the next audit.
 */
export async function catchUp(follow: Follow, host: HubHost): Promise<void> {
  const { topic, stream } = follow
  const lag = follow.lag ?? []
  follow.lag = lag
  try {
    for (let i = 0; i < tries; i += 1) {
      const read = await host.reads.changes(topic.name, follow.floor)
      // The stream has closed, left, or lost its place meanwhile.
      if (follow.lag !== lag) return
      if (read === null) {
        stream.lose()
        return
      }
      // It ends too early when others began it before what `lag` begins with was committed.
      if (isStep(read) && stream.catchUp(follow, read)) return
      if (follow.lag !== lag) return
    }
  } catch (error) {
    host.warn(error, 'Could not read what a stream missed; the next audit tries again')
  }
  host.lagging.add(follow)
}
