// Two clients on an idle system, in one process and so with one clock: one sends, the other receives.
import { setTimeout as sleep } from 'node:timers/promises'
import { answer } from './child-program.ts'
import { openClient } from './client.ts'
import { clientProtocols, type ProtocolName } from './client-protocols.ts'

/** The pause between two messages, so that each finds an idle system. */
const pauseMs = 5
const arriveWithinMs = 10_000

type Options = { protocol: ProtocolName; urls: string[]; speaker: string; listener: string; channelId: string }

export type PairMethods = {
  /** The speaker is on the first node, the listener on the last. */
  open(options: Options): Promise<void>
  /** @returns for each message the milliseconds from before it is written until it is read */
  talk(messages: number): Promise<number[]>
}

let say: (sequence: number) => void = () => {}
let heard = Promise.withResolvers<number>()
let spoken = 0

const methods: PairMethods = {
  async open({ protocol, urls, speaker, listener, channelId }) {
    const end = (why: string) => {
      throw new Error(`a client lost its connection: ${why}`)
    }
    const [first, last] = [urls[0], urls.at(-1)]
    if (first === undefined || last === undefined) throw new Error('no node')
    const one = openClient(protocol, new URL(first), speaker, { event() {}, end })
    one.socket.reader.counting = false
    const other = openClient(protocol, new URL(last), listener, {
      event: () => heard.resolve(performance.now()),
      end,
    })
    await Promise.all([one.live, other.live])
    say = (sequence) => one.socket.send(clientProtocols[protocol].say(sequence, channelId))
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

answer(methods)
