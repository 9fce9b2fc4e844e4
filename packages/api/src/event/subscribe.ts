import type { ServerEvent } from '@chime/protocol'
import type { Topic } from '@chime/realtime'
import type { LiveSocket, SignedInContext } from '../context.ts'
import { openPlace } from './place.ts'

/**
 * Opens a stream of events: `hello` with where every channel stands, then what happens. Everything that the hub is told
 * after its topics are followed is held until `hello` is out, so nothing falls between the reading and the following.
 *
 * The generator only waits. The hub writes the events itself, as frames shared by all sockets.
 *
 * @throws Refusal `NOT_FOUND` when one of `channelIds` may not be read
 */
export async function subscribe(
  ctx: SignedInContext & { socket: LiveSocket },
  { channelIds }: { channelIds?: string[] },
  signal: AbortSignal | undefined,
): Promise<AsyncIterable<ServerEvent[]>> {
  const { socket } = ctx
  const { userId } = ctx.actor
  const { db, log } = ctx.services
  const place = { connectionId: socket.id, userId, channelIds }

  let opening: { heads: ReadonlyMap<Topic, number>; hello: string } | null = null
  const begin = () => {
    if (!opening) throw new Error('the stream was started before it was opened')
    // The hello leaves as the subscription's first frame; the hub goes on from there.
    const { heads, hello } = opening
    // Said once; for somebody in a thousand channels it is as large as everything else of the stream.
    opening = null
    stream.release(heads, '')
    return hello
  }
  const { sink, opening: firstFrame, close: closeSink } = socket.openSink(begin, () => stream.resume())
  const resync = () => {
    openPlace(db, stream, place).then(
      ({ heads, hello }) => stream.release(heads, hello),
      // The channel or the database is gone. A closed socket comes back by itself and asks again.
      (err: unknown) => {
        log.warn({ err, userId }, 'a stream could not be resynchronised')
        socket.closeForRestart()
      },
    )
  }
  const stream = socket.connection.open(sink, { mine: channelIds === undefined, resync })
  const close = () => {
    stream.close()
    closeSink()
  }
  try {
    opening = await openPlace(db, stream, place)
  } catch (error) {
    close()
    throw error
  }
  return parked(firstFrame, close, signal)
}

async function* parked(firstFrame: object, close: () => void, signal: AbortSignal | undefined) {
  try {
    // The socket's encoder replaces this by the first frame, `[hello]`: to the client the stream is one of event batches.
    yield firstFrame as ServerEvent[]
    await new Promise<void>((resolve) => {
      if (!signal || signal.aborted) resolve()
      else signal.addEventListener('abort', () => resolve(), { once: true })
    })
  } finally {
    close()
  }
}
