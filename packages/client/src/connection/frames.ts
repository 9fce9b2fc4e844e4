import { clientLimits } from '@chime/protocol'

/** Well below the server's limit (`limits.frameBytesMax`). This one counts characters of JSON. */
const frameCharactersMax = clientLimits.frameBytesMax / 4

/**
 * Packs calls that were made together, or that waited for the connection, into batches. A batch that is too large is
 * refused by the server, with all calls in it, so they become as many frames as are needed.
 *
 * @param calls each as JSON
 */
export function framesOf(calls: readonly string[]): string[] {
  const frames: string[][] = []
  let last: string[] = []
  let size = 0
  for (const call of calls) {
    if (last.length === 0 || last.length >= clientLimits.batchCallsMax || size + call.length > frameCharactersMax) {
      last = []
      size = 0
      frames.push(last)
    }
    last.push(call)
    size += call.length
  }
  return frames.map((frame) => (frame.length > 1 ? `[${frame.join()}]` : frame.join()))
}
