import type { Message } from '@chime/protocol'
import type { StockClient } from '@chime/testing/stock-client'

/**
 * Follows a channel as a client in another language would, written only by reading the protocol. It applies what is pushed. When
 * something is missing (a `hello` that is ahead, or an event that does not follow), it pulls what is newer.
 */
export async function followChannel(trpc: StockClient['trpc'], channelId: string) {
  const messages = new Map<number, Message>()
  let revision = 0
  let pulling: Promise<void> | null = null

  const apply = (message: Message) => {
    const held = messages.get(message.number)
    if (!held || held.revision < message.revision) messages.set(message.number, message)
  }
  const pull = () => {
    pulling ??= (async () => {
      for (let more = true; more; ) {
        const page = await trpc.channels.changes.query({ channelId, since: revision, limit: 500 })
        if (page.reset) throw new Error('more was missed than this client follows')
        page.messages.forEach(apply)
        revision = Math.max(revision, page.revision)
        more = page.more
      }
    })().finally(() => {
      pulling = null
    })
    return pulling
  }
  const first = Promise.withResolvers<void>()
  const { unsubscribe } = trpc.events.subscribe.subscribe(
    { channelIds: [channelId] },
    {
      onData(events) {
        for (const event of events) {
          const head = event.type === 'hello' ? event.channels.find((c) => c.channelId === channelId) : null
          if (head && head.revision > revision) void pull().then(first.resolve, first.reject)
          else if (head) first.resolve()
          if (event.type !== 'message' || event.channelId !== channelId) continue
          apply(event.message)
          if (event.after <= revision) revision = Math.max(revision, event.revision)
          else void pull().catch(() => {})
        }
      },
      onError: first.reject,
    },
  )
  await first.promise
  return {
    /** The texts in the order in which a client would show them. */
    texts: () => [...messages.values()].sort((a, b) => a.number - b.number).map((message) => message.content),
    numbers: () => [...messages.keys()].sort((a, b) => a - b),
    unsubscribe,
  }
}
