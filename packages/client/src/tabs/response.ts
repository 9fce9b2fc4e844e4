/** A frame of the server: the id of the request that it answers, and the rest of its text. */
export type Response = {
  /** Null: it is for the whole socket. */
  id: number | null
  /** The text behind the id, so that `{"id":1,` and this are a frame with another id. */
  rest: string
}

const head = '{"id":'

/**
 * Parts a frame without parsing it, because most frames are events that are only passed on. tRPC's server writes the id
 * first; any other order is parsed.
 */
export function partResponse(text: string): Response {
  const comma = text.indexOf(',')
  const id = text.startsWith(head) ? text.slice(head.length, comma) : ''
  if (/^\d+$/.test(id)) return { id: Number(id), rest: text.slice(comma + 1) }
  const { id: parsed, ...message } = JSON.parse(text)
  return { id: typeof parsed === 'number' ? parsed : null, rest: JSON.stringify(message).slice(1) }
}

export const responseTo = (id: number, rest: string) => `${head}${id},${rest}`

export const started = '"result":{"type":"started"}}'
export const stopped = '"result":{"type":"stopped"}}'

/** Whether this is the last response of a subscription. */
export const isEnd = (rest: string) => rest.startsWith('"error"') || rest.startsWith(stopped.slice(0, -2))

/** Whether these events contain a complete `hello`, or the last part of one. */
export function endsHello(rest: string): boolean {
  if (!rest.startsWith('"result":{"type":"data"')) return false
  const events: { type: string; last?: boolean }[] = JSON.parse(`{${rest}`).result.data
  return events.some(({ type, last }) => type === 'hello' && last)
}
