import { vi } from 'vitest'
import type { TimelineItem } from '../../src/state/timeline.ts'
import { type ModelClient, modelClient } from './client.ts'
import { ModelServer } from './server.ts'

/** Lets everything come to rest. Needs fake timers. */
export const settled = () => vi.advanceTimersByTimeAsync(30_000)

/** A connected client, and a server on which its user is in so many groups. */
export async function setUp(channels = 1) {
  const server = new ModelServer()
  const ids = Array.from({ length: channels }, (_, i) => server.create(i + 1))
  const client = modelClient(server)
  server.emit = (event) => client.receive(event)
  client.chime.connect()
  await settled()
  return { server, client, ids, id: ids[0] ?? '' }
}

const textOf = (item: TimelineItem) =>
  item.state === 'sent' ? item.message.content : `(${item.state}) ${item.content}`

export const texts = ({ chime }: ModelClient, id: string) => chime.channel(id).timeline.get().items.map(textOf)

/** The messages shown that the server has, without unsent ones. */
export const rows = ({ chime }: ModelClient, id: string) =>
  chime
    .channel(id)
    .timeline.get()
    .items.flatMap((item) => (item.state === 'sent' ? [item.message] : []))
