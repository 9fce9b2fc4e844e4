import { vi } from 'vitest'
import type { TimelineItem } from '../state/timeline.ts'
import { type ModelClient, modelClient } from './model-client.ts'
import { ModelServer } from './model-server.ts'

/** Lets everything come to rest. Needs fake timers. */
export const settled = () => vi.advanceTimersByTimeAsync(30_000)

/** A client that is connected to a server on which it is in that many groups. */
export async function setUp(channels = 1) {
  const server = new ModelServer()
  const ids = Array.from({ length: channels }, (_, i) => server.create(i + 1))
  const client = modelClient(server)
  server.emit = (event) => client.hear(event)
  client.chime.connect()
  await settled()
  return { server, client, ids, id: ids[0] ?? '' }
}

export const textOf = (item: TimelineItem) =>
  item.state === 'sent' ? item.message.content : `(${item.state}) ${item.content}`

export const texts = ({ chime }: ModelClient, id: string) => chime.channel(id).timeline.get().items.map(textOf)

/** The messages that are shown and that the server has. */
export const rows = ({ chime }: ModelClient, id: string) =>
  chime
    .channel(id)
    .timeline.get()
    .items.flatMap((item) => (item.state === 'sent' ? [item.message] : []))
