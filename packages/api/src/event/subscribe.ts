import type { ServerEvent } from '@chime/protocol'
import type { Topic } from '@chime/realtime'
import type { LiveSocket, SignedInContext } from '../context.ts'
import { openStream } from './open-stream.ts'

/**
 * Opens a stream of events: first `hello`, which says where every channel stands, and then what happens. The hub holds
 * back everything that it receives after the topics are followed until `hello` has left. So nothing gets lost between
 * reading and following.
 *
 * The generator only waits for the end. The hub writes the events itself, as frames that all sockets share.
 *
 * @throws Refusal `NOT_FOUND` when the caller may not read one of `channelIds`
 */
export async function subscribe(
  ctx: SignedInContext & { socket: LiveSocket },
  { channelIds }: { channelIds?: string[] },
  signal: AbortSignal | undefined,
): Promise<AsyncIterable<ServerEvent[]>> {
  const { socket } = ctx
  const { userId } = ctx.actor
  const { db, log } = ctx.services
  const request = { connectionId: socket.id, userId, channelIds }

  let opening: { heads: ReadonlyMap<Topic, number>; hello: string } | null = null
  const begin = () => {
    if (!opening) throw new Error('the stream was started before it was opened')
    // The hello leaves as the first frame of the subscription. The hub continues from there.
    const { heads, hello } = opening
    // It is needed once only, and for somebody in a thousand channels it is as large as everything else of the stream.
    opening = null
    stream.release(heads, '')
    return hello
  }
  const { sink, opening: firstFrame, close: closeSink } = socket.openSink(begin, () => stream.resume())
  const resync = () => {
    openStream(db, stream, request, { isAgain: true }).then(
      ({ heads, hello }) => stream.release(heads, hello),
      // The database is gone. The client reconnects after the close, and asks again.
      (err: unknown) => {
        log.warn({ err, userId }, 'a stream could not be resynchronised')
        socket.closeForRestart()
      },
    )
  }
  const stream = socket.connection.open(sink, { allChannels: channelIds === undefined, resync })
  const close = () => {
    stream.close()
    closeSink()
  }
  try {
    opening = await openStream(db, stream, request)
  } catch (error) {
    close()
    throw error
  }
  return parked(firstFrame, close, signal)
}

async function* parked(firstFrame: object, close: () => void, signal: AbortSignal | undefined) {
  try {
    // The socket's encoder replaces this object by the first frame, `[hello]`. So the client sees a stream of event
    // batches.
    yield firstFrame as ServerEvent[]
    await new Promise<void>((resolve) => {
      if (!signal || signal.aborted) resolve()
      else signal.addEventListener('abort', () => resolve(), { once: true })
    })
  } finally {
    close()
  }
}
