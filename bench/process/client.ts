import { clientProtocols, type ProtocolName } from './client-protocols.ts'
import { CountingSocket } from './counting-socket.ts'

export type Client = {
  socket: CountingSocket
  /** Resolves when events flow. Never settles when the connection ends before. */
  live: Promise<void>
}

/** Opens a client of an implementation and subscribes it to events. */
export function openClient(
  protocol: ProtocolName,
  url: URL,
  token: string,
  on: { event(sequence: number): void; end(why: string): void },
): Client {
  const { path, headers, first, hear } = clientProtocols[protocol]
  const live = Promise.withResolvers<void>()
  const socket: CountingSocket = new CountingSocket(url, path, headers(token), {
    onOpen() {
      if (first !== null) socket.send(first)
    },
    onText(text) {
      const heard = hear(text, token)
      if (heard === 'live') {
        socket.reader.reading = false
        live.resolve()
      } else if (heard === 'refused') {
        socket.cut()
        on.end(text)
      } else if (heard !== null) socket.send(heard.say)
    },
    onEvent: on.event,
    onEnd: on.end,
  })
  return { socket, live: live.promise }
}
