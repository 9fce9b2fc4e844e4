import type { Entry, MessageState, Row } from '../../history/entry.ts'

export type Message = MessageState & { kind: 'user' | 'system' }
export type SimulatedChannel = { id: string; messages: Message[]; revision: number; members: Set<string> }
/** How a send ends: `unknown` was stored without an answer, `lost` was not stored and has no answer, `limited` was refused. */
export type SendOutcome = 'ok' | 'unknown' | 'lost' | 'limited'
export type Client = {
  name: string
  userId: string
  kind: 'chime' | 'stock'
  socket: number
  frame: number
  isUp: boolean
  heardAt: number
  held: Map<string, number>
}
/** An entry whose time is added by `write`. The type distributes over all kinds of entries. */
export type New = Entry extends infer E ? (E extends Entry ? Omit<E, 'at'> : never) : never

export const settleMs = 5_000
export const people = ['ann', 'ben', 'cat', 'dan']

/** The half of the simulation that writes: who is connected, what they are given, and when. */
export class SimulatedHistory {
  now = 0
  readonly clients: Client[] = []
  readonly entries: Entry[] = []
  /** By user, when they will be shown as offline because their last connection is gone. */
  readonly leaving = new Map<string, number>()
  count = 0

  pass(ms: number): void {
    const until = this.now + ms
    for (const [userId, at] of [...this.leaving].sort((a, b) => a[1] - b[1])) {
      if (at > until) continue
      this.leaving.delete(userId)
      this.show(userId, 'offline', at)
    }
    this.now = until
  }

  write(entry: New, at = this.now): void {
    this.entries.push({ at, ...entry })
  }

  fault(name: string, ms: number): void {
    const id = ++this.count
    this.write({ type: 'fault', id, name, phase: 'begin', what: name })
    this.write({ type: 'fault', id, name, phase: 'end', what: name }, this.now + ms)
  }

  call(
    client: Client,
    procedure: string,
    channelId: string,
    input: unknown,
    place: { socket: number | null; frame: number | null } = { socket: null, frame: null },
  ): string {
    const id = `call-${++this.count}`
    this.write({ type: 'call', id, client: client.name, userId: client.userId, procedure, channelId, input, ...place })
    return id
  }

  /** Gives the messages to everybody who is connected, in order on each socket, and with a delay of its own. */
  push(channel: SimulatedChannel, messages: Message[]): void {
    for (const [i, client] of this.clients.entries()) {
      if (!client.isUp || !channel.members.has(client.userId)) continue
      client.heardAt = Math.max(client.heardAt + 0.01, this.now + 1 + ((this.count * (i + 3)) % 40))
      this.write(
        { type: 'delivery', client: client.name, channelId: channel.id, socket: client.socket },
        client.heardAt,
      )
      this.write(
        { type: 'applied', client: client.name, channelId: channel.id, by: 'live', messages: messages.map(plain) },
        client.heardAt,
      )
      this.view(client, channel, client.heardAt)
    }
  }

  pull(client: Client, channel: SimulatedChannel): void {
    const known = client.held.get(channel.id) ?? 0
    const missed = channel.messages.filter(({ revision }) => revision > known)
    if (missed.length > 0) {
      this.write({
        type: 'applied',
        client: client.name,
        channelId: channel.id,
        by: 'pull',
        messages: missed.map(plain),
      })
    }
    this.view(client, channel)
  }

  view(client: Client, channel: SimulatedChannel, at = this.now): void {
    client.held.set(channel.id, channel.revision)
    const numbers = channel.messages.map(({ number }) => number).slice(-30)
    this.write(
      {
        type: 'view',
        client: client.name,
        channelId: channel.id,
        from: numbers[0] ?? 1,
        to: numbers.at(-1) ?? 0,
        numbers,
      },
      at,
    )
  }

  statusOf(userId: string): string {
    return this.clients.some((client) => client.userId === userId && client.isUp) ? 'online' : 'offline'
  }

  show(userId: string, status: string, at: number): void {
    for (const client of this.clients) {
      if (client.isUp) this.write({ type: 'presence', client: client.name, userId, status }, at)
    }
  }

  isTroubled(): boolean {
    return this.entries.some(({ type, at }) => type === 'fault' && at >= this.now)
  }

  usage(node: number, phase: 'before' | 'after'): New {
    return {
      type: 'usage',
      node,
      phase,
      heapBytes: 40_000_000,
      listeners: 10,
      sockets: 0,
      streams: 0,
      topics: 0,
      redisSubscriptions: 3,
    }
  }
}

const plain = ({ kind: _, ...state }: Message): MessageState => ({ ...state })

export function tableOf({ id, messages, revision, members }: SimulatedChannel): Omit<Row, 'at'> {
  const lastNumber = messages.length
  return {
    type: 'table',
    channelId: id,
    firstNumber: 1,
    lastNumber,
    counted: messages.filter(({ kind }) => kind === 'user').length,
    revision,
    memberIds: [...members],
    messages: messages.map((message) => ({ ...message })),
  }
}
