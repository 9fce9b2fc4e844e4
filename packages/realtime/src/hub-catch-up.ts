import { type Follow, isStep, type TopicHost } from './hub-topic.ts'

/**
 * Reads for one stream what its topic had forwarded before the stream followed it. What comes meanwhile waits in
 * `follow.lag`. Never rejects: when the source fails, `host.lagging` remembers the follow for the next audit.
 */
export async function catchUp(follow: Follow, host: TopicHost): Promise<void> {
  const { topic, stream } = follow
  const forwarded = topic.forwarded
  if (forwarded === null) return
  const lag = follow.lag ?? []
  follow.lag = lag
  try {
    const read = await host.reads.changes(topic.name, follow.floor)
    // The stream has closed, left, or lost its place meanwhile.
    if (follow.lag !== lag) return
    if (read === null) {
      stream.lose()
      return
    }
    // Else others began this read earlier, and it ends before the place where `lag` begins: again, from the source.
    if (isStep(read) && read.revision >= forwarded) {
      stream.catchUp(follow, read)
      return
    }
  } catch (error) {
    host.warn(error, 'Could not read what a stream missed; the next audit tries again')
  }
  host.lagging.add(follow)
}
