import { type DialectName, dialects } from './dialects.ts'
import { Wire } from './wire.ts'

export type Client = {
  wire: Wire
  /** Resolves when events flow; stays open when the connection ends before. */
  live: Promise<void>
}

/** A client of a contestant, on its way from a connection to a live stream. */
export function openClient(
  dialect: DialectName,
  url: URL,
  token: string,
  on: { event(sequence: number): void; end(why: string): void },
): Client {
  const { path, headers, first, hear } = dialects[dialect]
  const live = Promise.withResolvers<void>()
  const wire: Wire = new Wire(url, path, headers(token), {
    onOpen() {
      if (first !== null) wire.send(first)
    },
    onText(text) {
      const heard = hear(text, token)
      if (heard === 'live') {
        wire.reader.reading = false
        live.resolve()
      } else if (heard === 'refused') {
        wire.cut()
        on.end(text)
      } else if (heard !== null) wire.send(heard.say)
    },
    onEvent: on.event,
    onEnd: on.end,
  })
  return { wire, live: live.promise }
}
