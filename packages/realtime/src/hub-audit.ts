import type { Topic } from './bus.ts'
import { catchUp } from './hub-catch-up.ts'
import type { HubHost } from './hub-follow.ts'
import type { HubTopic } from './hub-topic.ts'

/** What an audit looks at, as it is when it begins. */
export type Audited = {
  topics(): HubTopic[]
  sessionIds(): string[]
  endSession(sessionId: string): void
}

/**
 * Compares what this node has forwarded with the database, and its sockets with the sessions: whatever the bus lost,
 * is found here. Never rejects; what fails is tried again by the next one.
 */
export async function audit(audited: Audited, host: HubHost): Promise<void> {
  // Both at once: a slow comparison of heads must not keep a session open.
  await Promise.all([compareHeads(audited, host), endSessions(audited, host)])
  for (const follow of [...host.lagging]) {
    host.lagging.delete(follow)
    if (follow.lag !== null) void catchUp(follow, host)
  }
}

async function compareHeads(audited: Audited, host: HubHost): Promise<void> {
  const topics = audited.topics().filter((topic) => topic.forwarded !== null)
  for (const chunk of chunks(topics, host.limits.auditChunk)) {
    const before = new Map<Topic, number | null>(chunk.map((topic) => [topic.name, topic.forwarded]))
    try {
      const heads = await host.reads.heads([...before.keys()])
      for (const topic of chunk) {
        const head = heads.get(topic.name)
        // Gone, or set back by a backup: the clients begin anew.
        if (head === undefined || head < (before.get(topic.name) ?? 0)) topic.lose()
        else topic.expect(head)
        topic.retry()
      }
    } catch (error) {
      host.warn(error, 'Could not compare heads; the next audit tries again')
      return
    }
  }
}

async function endSessions(audited: Audited, host: HubHost): Promise<void> {
  for (const chunk of chunks(audited.sessionIds(), host.limits.auditChunk)) {
    try {
      for (const sessionId of await host.reads.endedSessions(chunk)) audited.endSession(sessionId)
    } catch (error) {
      host.warn(error, 'Could not check sessions; the next audit tries again')
      return
    }
  }
}

function* chunks<T>(list: readonly T[], size: number): Iterable<T[]> {
  for (let at = 0; at < list.length; at += size) yield list.slice(at, at + size)
}
