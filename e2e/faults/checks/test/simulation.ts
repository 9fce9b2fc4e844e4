import type { Entry, MessageState } from '../../history/entry.ts'
import {
  type Client,
  type Message,
  people,
  type SendOutcome,
  type SimulatedChannel,
  SimulatedHistory,
  settleMs,
  tableOf,
} from './simulated-history.ts'
import { SimulatedMarkers } from './simulated-markers.ts'

// A simulated chat that keeps every promise, for the tests of the checkers. Its methods make things happen, and it writes the
// history that a right build would write.

const owner = 'ann'

export class Simulation extends SimulatedHistory {
  readonly channels: SimulatedChannel[] = [1, 2].map((n) => ({
    id: `channel-${n}`,
    messages: [],
    revision: 0,
    members: new Set(people),
  }))
  readonly #markers = new SimulatedMarkers(this)
  readonly #sent: {
    client: Client
    channel: SimulatedChannel
    input: { channelId: string; clientId: string; content: string }
  }[] = []

  constructor() {
    super()
    for (const [i, name] of [...people, 'ann-too'].entries()) {
      const kind = i % 2 === 0 ? 'stock' : 'chime'
      const userId = name.replace('-too', '')
      this.clients.push({ name, userId, kind, socket: 0, frame: 0, isUp: false, heardAt: 0, held: new Map() })
    }
    const clients = this.clients.map(({ name, userId, kind }) => ({
      client: name,
      userId,
      sessionId: `session of ${name}`,
      kind,
    }))
    this.write({ type: 'start', seed: 1, nodes: 3, settleMs, clients })
    for (let node = 0; node < 3; node++) this.write(this.usage(node, 'before'))
    for (const client of this.clients) this.connect(client)
  }

  /** Ends the run: all clients connect, everything is quiet, and the tables are read. @returns the history */
  end(): Entry[] {
    for (const client of this.clients) if (!client.isUp) this.connect(client)
    this.pass(3 * settleMs)
    for (const client of this.clients) {
      const channels = this.channels.filter((channel) => channel.members.has(client.userId))
      for (const channel of channels) this.view(client, channel)
      const state = Object.fromEntries(
        channels.map((channel) => [
          channel.id,
          channel.messages.map(({ content, revision }) => ({ content, revision })),
        ]),
      )
      this.write({ type: 'final', client: client.name, userId: client.userId, role: 'survivor', state })
      this.write({
        type: 'final',
        client: client.name,
        userId: client.userId,
        role: 'fresh',
        state: structuredClone(state),
      })
    }
    for (const channel of this.channels) this.write(tableOf(channel))
    for (let node = 0; node < 3; node++) this.write(this.usage(node, 'after'))
    return this.entries.toSorted((a, b) => a.at - b.at)
  }

  send(client: Client, channel: SimulatedChannel, came: SendOutcome = 'ok', ms = 20): void {
    if (!client.isUp || (came !== 'ok' && came !== 'limited' && !this.isTroubled())) return
    const input = { channelId: channel.id, clientId: `id-${++this.count}`, content: `words ${this.count}` }
    this.#sent.push({ client, channel, input })
    this.#send(client, channel, input, came, ms, true)
  }

  burst(client: Client, channel: SimulatedChannel, count: number): void {
    if (!client.isUp) return
    for (let i = 0; i < count; i++) {
      this.send(client, channel, 'ok', 30)
      this.pass(0.1)
    }
    this.pass(30)
  }

  /** Sends the user's last message again, whatever became of it. */
  retry(client: Client): void {
    const last = this.#sent.findLast((one) => one.client.userId === client.userId)
    if (client.isUp && last) this.#send(client, last.channel, last.input, 'ok', 15, false)
  }

  change(client: Client, channel: SimulatedChannel, what: 'edit' | 'delete', number: number): void {
    const message = channel.messages[number - 1]
    if (!client.isUp || !channel.members.has(client.userId) || message?.userId !== client.userId) return
    if (message.deletedAt || message.kind === 'system') return
    const content = what === 'edit' ? `words ${++this.count} (edited)` : ''
    const input = { channelId: channel.id, number, ...(what === 'edit' && { content }) }
    const id = this.call(client, `messages.${what}`, channel.id, input)
    this.pass(5)
    const when = new Date(Math.round(this.now)).toISOString()
    Object.assign(message, {
      content,
      revision: ++channel.revision,
      [what === 'edit' ? 'editedAt' : 'deletedAt']: when,
    })
    this.push(channel, [{ ...message }])
    this.pass(5)
    this.write({ type: 'outcome', id, outcome: 'ok', reason: null, answer: { ...message } })
  }

  drop(client: Client): void {
    if (!client.isUp) return
    client.isUp = false
    this.pass(100)
    this.write({ type: 'link', client: client.name, socket: client.socket, state: 'gone', node: 0 })
    const others = this.clients.filter((other) => other.userId === client.userId && other.isUp)
    if (others.length === 0) this.leaving.set(client.userId, this.now + 4_500)
  }

  connect(client: Client): void {
    if (client.isUp) return
    const isBack = !this.clients.some((other) => other.userId === client.userId && other.isUp)
    client.isUp = true
    client.frame = 0
    client.heardAt = this.now
    this.write({ type: 'link', client: client.name, socket: ++client.socket, state: 'open', node: 0 })
    this.pass(50)
    for (const channel of this.channels) if (channel.members.has(client.userId)) this.pull(client, channel)
    this.leaving.delete(client.userId)
    if (isBack) this.show(client.userId, 'online', this.now)
    // A client that connects is given everybody's status.
    for (const userId of people)
      this.write({ type: 'presence', client: client.name, userId, status: this.statusOf(userId) })
  }

  move(what: 'remove' | 'add', channel: SimulatedChannel, userId: string): void {
    const by = this.clients.find((client) => client.name === owner)
    if (!by?.isUp || userId === owner || channel.members.has(userId) === (what === 'add')) return
    const input = what === 'add' ? { channelId: channel.id, userIds: [userId] } : { channelId: channel.id, userId }
    const id = this.call(by, `members.${what}`, channel.id, input)
    this.pass(5)
    channel.revision++
    channel.members.delete(userId)
    // The notice is pushed to those who are members before and after. A new member pulls it.
    this.#store(by, channel, { clientId: `notice-${++this.count}`, content: what }, 'system')
    if (what === 'add') channel.members.add(userId)
    this.pass(5)
    this.write({ type: 'outcome', id, outcome: 'ok', reason: null, answer: null })
    for (const client of this.clients.filter((one) => one.userId === userId && one.isUp)) {
      this.pass(5)
      if (what === 'add') this.pull(client, channel)
      else
        this.write({
          type: 'view',
          client: client.name,
          channelId: channel.id,
          from: 1,
          to: 0,
          numbers: [],
          closed: true,
        })
    }
    // Time for what was already on its way to the removed user.
    this.pass(what === 'remove' ? 150 : 0)
  }

  /** Another client of the same user ends this client's session, and its socket is closed. */
  endSession(client: Client): void {
    const by = this.clients.find((other) => other.userId === client.userId && other !== client)
    if (!by) return
    const input = { id: `session of ${client.name}` }
    this.write({
      type: 'call',
      id: `end ${client.name}`,
      client: by.name,
      userId: by.userId,
      procedure: 'auth.revokeSession',
      channelId: null,
      input,
      socket: null,
      frame: null,
    })
    this.pass(10)
    this.write({ type: 'outcome', id: `end ${client.name}`, outcome: 'ok', reason: null, answer: null })
    this.drop(client)
    this.clients.splice(this.clients.indexOf(client), 1)
  }

  mark(client: Client, channel: SimulatedChannel, what: 'read' | 'unread', number: number): void {
    this.#markers.mark(client, channel, what, number)
  }

  #send(
    client: Client,
    channel: SimulatedChannel,
    input: { channelId: string; clientId: string; content: string },
    came: SendOutcome,
    ms: number,
    isFirst: boolean,
  ): void {
    client.frame += isFirst ? 1 : 0
    const place = isFirst ? { socket: client.socket, frame: client.frame } : { socket: null, frame: null }
    const id = this.call(client, 'messages.send', channel.id, input, place)
    const known = channel.messages.find(
      ({ clientId, userId }) => clientId === input.clientId && userId === client.userId,
    )
    const answer = (outcome: 'ok' | 'refused' | 'unknown', reason: string | null, message: MessageState | null) =>
      this.write(
        { type: 'outcome', id, outcome, reason, answer: message && { ...message, channelId: channel.id } },
        this.now + ms,
      )
    if (came === 'limited') answer('refused', 'RATE_LIMITED', null)
    else if (known) answer('ok', null, known)
    else if (!channel.members.has(client.userId)) answer('refused', 'NOT_FOUND', null)
    else if (came === 'lost') answer('unknown', 'UNAVAILABLE', null)
    else {
      const message = this.#store(client, channel, input)
      answer(came, null, came === 'ok' ? message : null)
    }
  }

  #store(
    { userId }: Client,
    channel: SimulatedChannel,
    { clientId, content }: { clientId: string; content: string },
    kind: Message['kind'] = 'user',
  ): Message {
    const number = channel.messages.length + 1
    const revision = ++channel.revision
    const message: Message = {
      number,
      revision,
      userId,
      clientId,
      content,
      editedAt: null,
      deletedAt: null,
      kind,
    }
    channel.messages.push(message)
    this.push(channel, [{ ...message }])
    return message
  }
}
