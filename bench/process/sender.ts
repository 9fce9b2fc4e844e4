// Somebody who sends messages to a node of Chime, in a process of their own.
import { dialects } from './dialects.ts'
import { answer } from './remote.ts'
import { Wire } from './wire.ts'

export type SenderVerbs = {
  open(options: { url: string; token: string }): Promise<void>
  /** Sends events as messages, `burst` at once and the next ones when these are acknowledged. Rejects if one is refused. */
  say(plan: { channelId: string; from: number; events: number; burst: number }): Promise<void>
  /** Goes on sending, one message every so many milliseconds whatever the server does, until `hush`. */
  keepSaying(plan: { channelId: string; everyMs: number }): void
  /** Resolves when all have been answered. */
  hush(): Promise<Said>
}

export type Said = { acknowledged: number; refused: number; slowestMs: number }

const { path, headers, say } = dialects.chime

let wire: Wire | null = null
let sent = 0
/** When they were sent, by request id. */
const unanswered = new Map<number, number>()
let idle = Promise.withResolvers<void>()
let said: Said = { acknowledged: 0, refused: 0, slowestMs: 0 }
let talking: NodeJS.Timeout | null = null

function send(channelId: string, sequence: number): void {
  sent += 1
  const text: { id: number } = JSON.parse(say(sequence, channelId))
  unanswered.set(sent, performance.now())
  wire?.send(JSON.stringify({ ...text, id: sent }))
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

const verbs: SenderVerbs = {
  async open({ url, token }) {
    const opened = Promise.withResolvers<void>()
    wire = new Wire(new URL(url), path, headers(token), {
      onOpen: opened.resolve,
      onText: hear,
      onEvent() {},
      onEnd(why) {
        throw new Error(`the sender lost its connection: ${why}`)
      },
    })
    // Answers bring the messages back.
    wire.reader.counting = false
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
  keepSaying({ channelId, everyMs }) {
    said = { acknowledged: 0, refused: 0, slowestMs: 0 }
    talking = setInterval(() => send(channelId, sent), everyMs)
  },
  async hush() {
    if (talking) clearInterval(talking)
    idle = Promise.withResolvers()
    if (unanswered.size > 0) await idle.promise
    return said
  },
}

answer(verbs)
