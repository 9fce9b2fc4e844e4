import { limits } from '@chime/protocol'

/** Well below what the server takes (`limits.frameBytesMax`), as characters of JSON. */
const frameCharactersMax = limits.frameBytesMax / 4

/**
 * The stock client sends everything that was called in one go, or that waited for the connection, as one batch, however
 * much it is; the server refuses a batch that is too large, and all of its calls. So a large one goes as several.
 */
export function framesOf(data: string): string[] {
  if (!data.startsWith('[')) return [data]
  const calls: unknown = JSON.parse(data)
  if (!Array.isArray(calls)) return [data]
  if (calls.length <= limits.batchCallsMax && data.length <= frameCharactersMax) return [data]
  const frames: string[][] = [[]]
  let size = 0
  for (const call of calls) {
    const json = JSON.stringify(call)
    const last = frames.at(-1)
    if (!last || last.length >= limits.batchCallsMax || (last.length > 0 && size + json.length > frameCharactersMax)) {
      frames.push([json])
      size = json.length
    } else {
      last.push(json)
      size += json.length
    }
  }
  return frames.map((frame) => `[${frame.join(',')}]`)
}
