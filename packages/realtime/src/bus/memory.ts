import type { Bus, Publication, Topic } from './bus.ts'

/**
 * The bus of a node that is alone: what is published here arrives here, in order. It arrives in a microtask of its own,
 * so that nobody is called back in the middle of publishing. Nothing is lost. Two such buses are not connected.
 */
export function createMemoryBus(): Bus {
  const topics = new Set<Topic>()
  let listener: (publication: Publication) => void = () => {}
  let queue: Publication[] = []
  let open = true

  const deliver = () => {
    const due = queue
    queue = []
    for (const publication of due) if (topics.has(publication.topic)) listener(publication)
  }

  return {
    async publish(publication) {
      if (!open) throw new Error('The bus is closed')
      if (!topics.has(publication.topic)) return
      if (queue.push(publication) === 1) queueMicrotask(deliver)
    },
    async subscribe(wanted) {
      for (const topic of wanted) topics.add(topic)
    },
    unsubscribe(unwanted) {
      for (const topic of unwanted) topics.delete(topic)
    },
    onPublication(next) {
      listener = next
    },
    // Nothing is ever lost here, so the listener would never be called.
    onRecovered() {},
    healthy: () => open,
    echoes: () => 0,
    subscriptions: () => topics.size,
    async close() {
      open = false
      topics.clear()
    },
  }
}
