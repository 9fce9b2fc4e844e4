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

/** How long a send is tried again while the server cannot be served itself. */
const patienceMs = 60_000

const { path, headers, say } = clientProtocols.chime

let socket: CountingSocket | null = null
let sent = 0
/** By request id, when the request was first sent, and its text. */
const unanswered = new Map<number, { began: number; text: string }>()
let idle = Promise.withResolvers<void>()
let said: SendCounts = { acknowledged: 0, refused: 0, slowestMs: 0 }
/** What the last refusal said. */
let why = ''
let talking: NodeJS.Timeout | null = null

function send(channelId: string, sequence: number): void {
  sent += 1
  const call: object = JSON.parse(say(sequence, channelId))
  const text = JSON.stringify({ ...call, id: sent })
  unanswered.set(sent, { began: performance.now(), text })
  socket?.send(text)
}

/** tRPC's envelope, and in it what Chime says of an error. */
type Answer = { id: number; error?: { message: string; data?: { reason?: string; retryAfterMs?: number } } }

function hear(answer: string): void {
  const { id, error }: Answer = JSON.parse(answer)
  const call = unanswered.get(id)
  if (call === undefined) return
  const { began, text } = call
  // As every client does: the database of a busy machine may be away for a moment. The same text is stored once.
  if (error?.data?.reason === 'UNAVAILABLE' && performance.now() - began < patienceMs) {
    setTimeout(() => socket?.send(text), error.data.retryAfterMs ?? 1_000)
    return
  }
  unanswered.delete(id)
  if (error) {
    said.refused += 1
    why = error.message
  } else said.acknowledged += 1
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
    if (said.refused > 0) throw new Error(`${said.refused} sends were refused: ${why}`)
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
