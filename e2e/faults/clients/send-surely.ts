import { randomUUID } from 'node:crypto'
import { type Done, type Recorder, verdictOf } from './recorder.ts'
import type { Wire } from './socket.ts'

type Input = { channelId: string; clientId: string; content: string }

const tries = 40
const firstWaitMs = 150
const longestWaitMs = 1_500

/**
 * One message, sent again with the same `clientId` until it is acknowledged or refused. Each try is a call of its own,
 * written down when its frame leaves, so that the order of frames is known.
 */
export async function sendSurely(
  { channelId, content }: Omit<Input, 'clientId'>,
  recorder: Recorder,
  wire: Pick<Wire, 'onSend' | 'isClosed'>,
  send: (input: Input) => Promise<unknown>,
): Promise<Done> {
  const input = { channelId, clientId: randomUUID(), content }
  let done: Done = { outcome: 'unknown', reason: null, answer: null }
  for (let attempt = 0; attempt < tries && done.outcome === 'unknown' && !wire.isClosed; attempt++) {
    if (attempt > 0) {
      const waitMs = Math.min(longestWaitMs, firstWaitMs * 1.5 ** attempt) * (0.5 + Math.random())
      await new Promise((resolve) => setTimeout(resolve, waitMs))
    }
    let id: string | null = null
    const forget = wire.onSend(input.clientId, (socket, frame) => {
      id ??= recorder.call('messages.send', input, { socket, frame })
    })
    done = await send(input).then(
      (answer): Done => ({ outcome: 'ok', reason: null, answer }),
      (error: unknown): Done => ({ ...verdictOf(error), answer: null }),
    )
    forget()
    // It never left: nothing is known of it, and nothing can have come of it.
    recorder.outcome(id ?? recorder.call('messages.send', input), done)
  }
  return done
}
