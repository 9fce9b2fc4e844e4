import { setTimeout as sleep } from 'node:timers/promises'
import { RawTrpcClient } from '../calls/raw-trpc-client.ts'
import { percentile } from '../report/statistics.ts'
import type { Seeded } from '../seed/people.ts'
import { uploadFile } from './file-attacks.ts'

const everyMs = 50
/** From the answer to one file to the next. */
const fileEveryMs = 1_000
/** Whoever waits this long has not been answered. */
const patienceMs = 20_000

/**
 * What somebody felt: milliseconds, and how many of their calls were never answered. `file` is the longest that a text of
 * five bytes took to be uploaded.
 */
export type Felt = { p50: number; p99: number; file: number; unanswered: number }

/**
 * Somebody else on the same node, with a channel of their own. They write a message over their socket, and then open
 * the app anew (a connection of its own), in turn, until `stop` is called. Besides, they upload small files, one after the
 * other.
 */
export async function innocentPerson(url: string, { token }: Seeded, channelId: string) {
  const client = await RawTrpcClient.open(url, token)
  const times: number[] = []
  const fileTimes: number[] = []
  let unanswered = 0
  let isDone = false
  const pending = new Set<Promise<void>>()

  const send = () =>
    client.call('mutation', 'messages.send', { channelId, clientId: crypto.randomUUID(), content: 'hi' })
  const open = async () => {
    const response = await fetch(`${url}/trpc/channels.list`, {
      headers: { authorization: `Bearer ${token}`, connection: 'close' },
    })
    if (!response.ok) throw new Error(String(response.status))
    await response.text()
  }
  const file = async () => {
    const status = await uploadFile(url, { token }, Buffer.from('words'), channelId)
    if (status !== 204) throw new Error(String(status))
  }
  const feel = async (call: () => Promise<unknown>, into = times) => {
    const began = performance.now()
    const late = sleep(patienceMs, 'late', { ref: false })
    const answered = await Promise.race([
      call().then(
        () => true,
        () => false,
      ),
      late.then(() => false),
    ])
    into.push(answered ? performance.now() - began : patienceMs)
    if (!answered) unanswered++
  }
  // One call does not wait for the one before, or a long wait would count as a single call.
  const going = (async () => {
    for (let i = 0; !isDone; i++) {
      const one = feel(i % 2 === 0 ? send : open).finally(() => pending.delete(one))
      pending.add(one)
      await sleep(everyMs)
    }
  })()
  const uploading = (async () => {
    while (!isDone) {
      await feel(file, fileTimes)
      await sleep(fileEveryMs)
    }
  })()
  return {
    async stop(): Promise<Felt> {
      isDone = true
      await Promise.all([going, uploading])
      await Promise.all(pending)
      client.close()
      return { p50: percentile(times, 50), p99: percentile(times, 99), file: Math.max(...fileTimes), unanswered }
    },
  }
}
