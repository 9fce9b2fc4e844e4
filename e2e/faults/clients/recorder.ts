import type { Message } from '@chime/protocol'
import { TRPCClientError } from '@trpc/client'
import type { ClientInfo, MessageState, Outcome } from '../history.ts'
import type { HistoryWriter } from '../writer.ts'

export const stateOf = (message: Message): MessageState => ({
  number: message.number,
  revision: message.revision,
  userId: message.userId,
  clientId: message.clientId,
  content: message.content,
  editedAt: message.editedAt,
  deletedAt: message.deletedAt,
})

export type Verdict = Pick<Outcome, 'outcome' | 'reason'>

/** What a failure means to whoever called: only a reason of the server's, other than `UNAVAILABLE`, is a refusal. */
export function verdictOf(error: unknown): Verdict {
  if (!(error instanceof TRPCClientError) || !error.shape) {
    const why = error instanceof Error && 'reason' in error && typeof error.reason === 'string' ? error.reason : null
    return why && why !== 'UNAVAILABLE' ? { outcome: 'refused', reason: why } : { outcome: 'unknown', reason: null }
  }
  const data: unknown = error.data
  const reason = typeof data === 'object' && data && 'reason' in data ? String(data.reason) : 'INTERNAL'
  return { outcome: reason === 'UNAVAILABLE' || reason === 'INTERNAL' ? 'unknown' : 'refused', reason }
}

export type Done = Verdict & { answer: unknown }

/** How many of the newest numbers are written with each change; more of them when somebody looks. */
const viewNumbers = 30

/** Of this process: a client that comes again goes on counting. */
let calls = 0

/** Writes down what one client does and sees. */
export class Recorder {
  readonly info: ClientInfo
  readonly #writer: HistoryWriter | null
  readonly #markers = new Map<string, string>()
  readonly #open = new Set<string>()

  /** @param writer null: nothing is written down */
  constructor(info: ClientInfo, writer: HistoryWriter | null) {
    this.info = info
    this.#writer = writer
  }

  /** @returns the call's id, for its outcome */
  call(procedure: string, input: unknown, place: { socket: number; frame: number } | null = null): string {
    const { client, userId } = this.info
    const id = `${client}#${++calls}`
    const inChannel =
      typeof input === 'object' && input !== null && 'channelId' in input ? String(input.channelId) : null
    this.#writer?.write({
      type: 'call',
      id,
      client,
      userId,
      procedure,
      channelId: inChannel,
      input,
      socket: place?.socket ?? null,
      frame: place?.frame ?? null,
    })
    return id
  }

  outcome(id: string, { outcome, reason, answer }: Done): void {
    this.#writer?.write({ type: 'outcome', id, outcome, reason, answer })
  }

  /** Calls, and writes down the call and what came of it. Never throws. */
  async record(procedure: string, input: unknown, run: () => Promise<unknown>): Promise<Done> {
    const id = this.call(procedure, input)
    const done: Done = await run().then(
      (answer) => ({ outcome: 'ok' as const, reason: null, answer }),
      (error: unknown) => ({ ...verdictOf(error), answer: null }),
    )
    this.outcome(id, done)
    return done
  }

  applied(channelId: string, by: 'live' | 'pull', messages: readonly Message[]): void {
    if (messages.length === 0) return
    this.#writer?.write({ type: 'applied', client: this.info.client, channelId, by, messages: messages.map(stateOf) })
  }

  /** @param numbers as shown, in order */
  view(channelId: string, numbers: readonly number[], depth = viewNumbers): void {
    const shown = numbers.slice(-depth)
    this.#open.add(channelId)
    this.#writer?.write({
      type: 'view',
      client: this.info.client,
      channelId,
      from: shown[0] ?? 1,
      to: shown.at(-1) ?? 0,
      numbers: [...shown],
    })
  }

  marker(channelId: string, readNumber: number, readVersion: number, unread: number): void {
    const told = `${readNumber} ${readVersion} ${unread}`
    if (this.#markers.get(channelId) === told) return
    this.#markers.set(channelId, told)
    this.#writer?.write({ type: 'marker', client: this.info.client, channelId, readNumber, readVersion, unread })
  }

  shown(userId: string, status: string): void {
    this.#writer?.write({ type: 'presence', client: this.info.client, userId, status })
  }

  /** The channel is not shown any more: it was left, or is not for me any more. */
  closed(channelId: string): void {
    const { client } = this.info
    if (this.#open.delete(channelId))
      this.#writer?.write({ type: 'view', client, channelId, from: 1, to: 0, numbers: [], closed: true })
  }

  /** @param occasion tells this comparison from others of the same client */
  compared(occasion: string, survivor: unknown, fresh: unknown): void {
    const { client, userId } = this.info
    const name = `${client}, ${occasion}`
    this.#writer?.write({ type: 'final', client: name, userId, role: 'survivor', state: survivor })
    this.#writer?.write({ type: 'final', client: `${name}, fresh`, userId, role: 'fresh', of: name, state: fresh })
  }
}
