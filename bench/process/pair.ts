// Two people on an idle system, in one process and so with one clock: one speaks, the other hears it.
import { setTimeout as sleep } from 'node:timers/promises'
import { openClient } from './client.ts'
import { type DialectName, dialects } from './dialects.ts'
import { answer } from './remote.ts'

/** Between one message and the next, so that each finds an idle system. */
const pauseMs = 5
const arriveWithinMs = 10_000

type Options = { dialect: DialectName; urls: string[]; speaker: string; listener: string; channelId: string }

export type PairVerbs = {
  /** The speaker is on the first node, the listener on the last. */
  open(options: Options): Promise<void>
  /** Milliseconds from the moment before each message is written to the moment in which it is read. */
  talk(messages: number): Promise<number[]>
}

let say: (sequence: number) => void = () => {}
let heard = Promise.withResolvers<number>()
let spoken = 0

const verbs: PairVerbs = {
  async open({ dialect, urls, speaker, listener, channelId }) {
    const end = (why: string) => {
      throw new Error(`a client lost its connection: ${why}`)
    }
    const [first, last] = [urls[0], urls.at(-1)]
    if (first === undefined || last === undefined) throw new Error('no node')
    const one = openClient(dialect, new URL(first), speaker, { event() {}, end })
    one.wire.reader.counting = false
    const other = openClient(dialect, new URL(last), listener, {
      event: () => heard.resolve(performance.now()),
      end,
    })
    await Promise.all([one.live, other.live])
    say = (sequence) => one.wire.send(dialects[dialect].say(sequence, channelId))
  },
  async talk(messages) {
    const times = []
    for (let i = 0; i < messages; i += 1) {
      heard = Promise.withResolvers()
      const late = setTimeout(() => heard.reject(new Error('a message did not arrive')), arriveWithinMs)
      const began = performance.now()
      spoken += 1
      say(spoken)
      times.push((await heard.promise) - began)
      clearTimeout(late)
      await sleep(pauseMs)
    }
    return times
  },
}

answer(verbs)
