import type { Topic } from '../bus/bus.ts'
import { catchUp } from './catch-up.ts'
import type { HubContext } from './context.ts'
import type { HubTopic } from './topic.ts'

/** What an audit looks at. Each list is taken when the audit comes to it. */
export type AuditTargets = {
  topics(): HubTopic[]
  sessionIds(): string[]
  endSession(sessionId: string): void
}

/**
 * Compares what this node has forwarded with the database, and its sockets with the sessions, so that whatever the bus
 * has lost is found. Never rejects; what fails is tried again by the next audit.
 */
export async function audit(targets: AuditTargets, context: HubContext): Promise<void> {
  // Both at once: a slow comparison of heads must not keep a session open.
  await Promise.all([compareHeads(targets, context), endSessions(targets, context)])
  for (const subscription of [...context.failedCatchUps]) {
    context.failedCatchUps.delete(subscription)
    if (subscription.backlog !== null) void catchUp(subscription, context)
  }
}

async function compareHeads(targets: AuditTargets, context: HubContext): Promise<void> {
  const topics = targets.topics().filter((topic) => topic.forwarded !== null)
  for (const chunk of chunks(topics, context.limits.auditChunk)) {
    const before = new Map<Topic, number | null>(chunk.map((topic) => [topic.name, topic.forwarded]))
    try {
      const heads = await context.reader.heads([...before.keys()])
      for (const topic of chunk) {
        const head = heads.get(topic.name)
        // The topic is gone, or a restored backup has set it back: the clients begin anew.
        if (head === undefined || head < (before.get(topic.name) ?? 0)) topic.resyncAll()
        else topic.expect(head)
        topic.retry()
      }
    } catch (error) {
      context.warn(error, 'Could not compare heads; the next audit tries again')
      return
    }
  }
}

async function endSessions(targets: AuditTargets, context: HubContext): Promise<void> {
  for (const chunk of chunks(targets.sessionIds(), context.limits.auditChunk)) {
    try {
      for (const sessionId of await context.reader.endedSessions(chunk)) targets.endSession(sessionId)
    } catch (error) {
      context.warn(error, 'Could not check sessions; the next audit tries again')
      return
    }
  }
}

function* chunks<T>(list: readonly T[], size: number): Iterable<T[]> {
  for (let at = 0; at < list.length; at += size) yield list.slice(at, at + size)
}
