import { randomUUID } from 'node:crypto'
import type { RecordedConnection } from './recorded-connection.ts'
import { type CallResult, callStatusOf, type Recorder } from './recorder.ts'

type Input = { channelId: string; clientId: string; content: string }

const tries = 40
const firstWaitMs = 150
const longestWaitMs = 1_500

/**
 * Sends one message again and again with the same `clientId`, until it is acknowledged or refused. Each try is written down as
 * a call when its frame leaves, so that the history has the order of frames.
 */
export async function sendUntilDecided(
  { channelId, content }: Omit<Input, 'clientId'>,
  recorder: Recorder,
  connection: Pick<RecordedConnection, 'onSend' | 'isClosed'>,
  send: (input: Input) => Promise<unknown>,
): Promise<CallResult> {
  const input = { channelId, clientId: randomUUID(), content }
  let done: CallResult = { outcome: 'unknown', reason: null, answer: null }
  for (let attempt = 0; attempt < tries && done.outcome === 'unknown' && !connection.isClosed; attempt++) {
    if (attempt > 0) {
      const waitMs = Math.min(longestWaitMs, firstWaitMs * 1.5 ** attempt) * (0.5 + Math.random())
      await new Promise((resolve) => setTimeout(resolve, waitMs))
    }
    let id: string | null = null
    const forget = connection.onSend(input.clientId, (socket, frame) => {
      id ??= recorder.call('messages.send', input, { socket, frame })
    })
    done = await send(input).then(
      (answer): CallResult => ({ outcome: 'ok', reason: null, answer }),
      (error: unknown): CallResult => ({ ...callStatusOf(error), answer: null }),
    )
    forget()
    // A try whose frame never left is written down now. The server cannot have seen it.
    recorder.outcome(id ?? recorder.call('messages.send', input), done)
  }
  return done
}
