// A process that sends messages to a node of Chime.

import { answer } from './child-program.ts'
import { clientProtocols } from './client-protocols.ts'
import { CountingSocket } from './counting-socket.ts'

export type SenderMethods = {
  open(options: { url: string; token: string }): Promise<void>
  /** Sends events as messages, `burst` at once, the next ones when these are acknowledged. Rejects if one is refused. */
  say(plan: { channelId: string; from: number; events: number; burst: number }): Promise<void>
  /** Sends one message every `everyMs`, whatever the server does, until `stopSending`. */
  keepSending(plan: { channelId: string; everyMs: number }): void
  /** Resolves when all sends are answered. */
  stopSending(): Promise<SendCounts>
}

export type SendCounts = { acknowledged: number; refused: number; slowestMs: number }

const { path, headers, say } = clientProtocols.chime

let socket: CountingSocket | null = null
let sent = 0
/** By request id, when the request was sent. */
const unanswered = new Map<number, number>()
let idle = Promise.withResolvers<void>()
let said: SendCounts = { acknowledged: 0, refused: 0, slowestMs: 0 }
let talking: NodeJS.Timeout | null = null

function send(channelId: string, sequence: number): void {
  sent += 1
  const text: { id: number } = JSON.parse(say(sequence, channelId))
  unanswered.set(sent, performance.now())
  socket?.send(JSON.stringify({ ...text, id: sent }))
}

function hear(text: string): void {
  const { id, error } = JSON.parse(text) as { id: number; error?: object } // tRPC's envelope
  const began = unanswered.get(id)
  if (began === undefined) return
  unanswered.delete(id)
  if (error) said.refused += 1
  else said.acknowledged += 1
  said.slowestMs = Math.max(said.slowestMs, performance.now() - began)
  if (unanswered.size === 0) idle.resolve()
}

const methods: SenderMethods = {
  async open({ url, token }) {
    const opened = Promise.withResolvers<void>()
    socket = new CountingSocket(new URL(url), path, headers(token), {
      onOpen: opened.resolve,
      onText: hear,
      onEvent() {},
      onEnd(why) {
        throw new Error(`the sender lost its connection: ${why}`)
      },
    })
    // The answers contain the messages, which must not count as events.
    socket.reader.counting = false
    await opened.promise
  },
  async say({ channelId, from, events, burst }) {
    for (let i = 0; i < events; i += burst) {
      idle = Promise.withResolvers()
      for (let n = i; n < Math.min(i + burst, events); n += 1) send(channelId, from + n)
      await idle.promise
    }
    if (said.refused > 0) throw new Error(`${said.refused} sends were refused`)
  },
  keepSending({ channelId, everyMs }) {
    said = { acknowledged: 0, refused: 0, slowestMs: 0 }
    talking = setInterval(() => send(channelId, sent), everyMs)
  },
  async stopSending() {
    if (talking) clearInterval(talking)
    idle = Promise.withResolvers()
    if (unanswered.size > 0) await idle.promise
    return said
  },
}

answer(methods)
