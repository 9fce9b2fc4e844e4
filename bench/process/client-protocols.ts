import { randomUUID } from 'node:crypto'
import { eventText } from './event.ts'

/** How a client of an implementation subscribes over an open WebSocket, and how it sends. */
export type ClientProtocol = {
  path: string
  headers(token: string): Record<string, string>
  /** Sent when the WebSocket is open. */
  first: string | null
  /** Handles a text. @returns what to send next; `live` when events flow from now on; `refused` when they never will */
  hear(text: string, token: string): { say: string } | 'live' | 'refused' | null
  /** The frame that makes the server deliver this event to the other clients. */
  say(sequence: number, channelId: string): string
}

const bearer = (token: string) => ({ authorization: `Bearer ${token}` })

const overTrpc = (path: string, live: string) => ({
  headers: bearer,
  first: JSON.stringify({ id: 1, method: 'subscription', params: { path } }),
  hear(text: string) {
    if (text.includes(live)) return 'live' as const
    return text.includes('"error":') ? ('refused' as const) : null
  },
})

const mutation = (id: number, path: string, input: unknown) =>
  JSON.stringify({ id: id + 1, method: 'mutation', params: { path, input } })

export const clientProtocols = {
  raw: {
    path: '/',
    headers: bearer,
    first: null,
    hear: (text) => (text === 'live' ? 'live' : null),
    say: eventText,
  },
  /** Engine.IO 4: `0` opens, `40` connects to the namespace, `44` refuses, `42` carries an event, `2` is a ping. */
  socketIo: {
    path: '/socket.io/?EIO=4&transport=websocket',
    headers: () => ({}),
    first: null,
    hear(text, token) {
      if (text.startsWith('0')) return { say: `40${JSON.stringify({ token })}` }
      if (text === '2') return { say: '3' }
      if (text.startsWith('44')) return 'refused'
      return text.startsWith('40') ? 'live' : null
    },
    say: (sequence) => `42${JSON.stringify(['say', eventText(sequence)])}`,
  },
  stockTrpc: {
    path: '/',
    ...overTrpc('events', '"data":"live"'),
    say: (sequence) => mutation(sequence, 'say', eventText(sequence)),
  },
  chime: {
    path: '/trpc',
    ...overTrpc('events.subscribe', '"type":"hello"'),
    say: (sequence, channelId) =>
      mutation(sequence, 'messages.send', { channelId, clientId: randomUUID(), content: eventText(sequence) }),
  },
} as const satisfies Record<string, ClientProtocol>

export type ProtocolName = keyof typeof clientProtocols
