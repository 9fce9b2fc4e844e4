import type { Message } from '@chime/protocol'
import { TRPCClientError } from '@trpc/client'
import type { ClientInfo, MessageState, Outcome } from '../history/entry.ts'
import type { HistoryWriter } from '../history/writer.ts'

const stateOf = (message: Message): MessageState => ({
  number: message.number,
  revision: message.revision,
  userId: message.userId,
  clientId: message.clientId,
  content: message.content,
  editedAt: message.editedAt,
  deletedAt: message.deletedAt,
})

export type CallStatus = Pick<Outcome, 'outcome' | 'reason'>

/** What a failure means for the caller. Only a reason that the server gave, other than `UNAVAILABLE`, is a refusal. */
export function callStatusOf(error: unknown): CallStatus {
  if (!(error instanceof TRPCClientError) || !error.shape) {
    const why = error instanceof Error && 'reason' in error && typeof error.reason === 'string' ? error.reason : null
    return why && why !== 'UNAVAILABLE' ? { outcome: 'refused', reason: why } : { outcome: 'unknown', reason: null }
  }
  const data: unknown = error.data
  const reason = typeof data === 'object' && data && 'reason' in data ? String(data.reason) : 'INTERNAL'
  return { outcome: reason === 'UNAVAILABLE' || reason === 'INTERNAL' ? 'unknown' : 'refused', reason }
}

export type CallResult = CallStatus & { answer: unknown }

/** How many of the newest numbers are written down with each change. `recordViews` writes more. */
const viewNumbers = 30

/** For the whole process, so that a client that connects again goes on counting. */
let calls = 0

/** Writes into the history what one client does and shows. */
export class Recorder {
  readonly info: ClientInfo
  readonly #writer: HistoryWriter | null
  readonly #markers = new Map<string, string>()
  readonly #open = new Set<string>()

  /** @param writer null to write nothing down */
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

  outcome(id: string, { outcome, reason, answer }: CallResult): void {
    this.#writer?.write({ type: 'outcome', id, outcome, reason, answer })
  }

  /** Makes a call and writes down the call and its outcome. Never throws. */
  async record(procedure: string, input: unknown, run: () => Promise<unknown>): Promise<CallResult> {
    const id = this.call(procedure, input)
    const done: CallResult = await run().then(
      (answer) => ({ outcome: 'ok' as const, reason: null, answer }),
      (error: unknown) => ({ ...callStatusOf(error), answer: null }),
    )
    this.outcome(id, done)
    return done
  }

  applied(channelId: string, by: 'live' | 'pull', messages: readonly Message[]): void {
    if (messages.length === 0) return
    this.#writer?.write({ type: 'applied', client: this.info.client, channelId, by, messages: messages.map(stateOf) })
  }

  /** @param numbers in the order in which they are shown */
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
    const position = `${readNumber} ${readVersion} ${unread}`
    if (this.#markers.get(channelId) === position) return
    this.#markers.set(channelId, position)
    this.#writer?.write({ type: 'marker', client: this.info.client, channelId, readNumber, readVersion, unread })
  }

  shown(userId: string, status: string): void {
    this.#writer?.write({ type: 'presence', client: this.info.client, userId, status })
  }

  /** The channel is not shown any more: the user left it or was removed. */
  closed(channelId: string): void {
    const { client } = this.info
    if (this.#open.delete(channelId))
      this.#writer?.write({ type: 'view', client, channelId, from: 1, to: 0, numbers: [], closed: true })
  }

  /** @param occasion distinguishes this comparison from others of the same client */
  compared(occasion: string, survivor: unknown, fresh: unknown): void {
    const { client, userId } = this.info
    const name = `${client}, ${occasion}`
    this.#writer?.write({ type: 'final', client: name, userId, role: 'survivor', state: survivor })
    this.#writer?.write({ type: 'final', client: `${name}, fresh`, userId, role: 'fresh', of: name, state: fresh })
  }
}
