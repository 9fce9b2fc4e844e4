import type { Entry, MessageState, Row } from '../../history.ts'
import { type Came, type Client, type Message, people, type Room, Scribe, settleMs } from './scribe.ts'

// A little world that keeps every promise, for the tests of the checker: it is told what happens, and writes the history.

type Marker = { number: number; version: number }

const owner = 'ann'

export class Simulation extends Scribe {
  readonly rooms: Room[] = [1, 2].map((n) => ({ id: `room-${n}`, messages: [], revision: 0, members: new Set(people) }))
  readonly #markers = new Map<string, Marker>()
  readonly #sent: { client: Client; room: Room; input: { channelId: string; clientId: string; content: string } }[] = []

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

  /** Everybody comes back, all is quiet, and everything is read. */
  end(): Entry[] {
    for (const client of this.clients) if (!client.isUp) this.connect(client)
    this.pass(3 * settleMs)
    for (const client of this.clients) {
      const rooms = this.rooms.filter((room) => room.members.has(client.userId))
      for (const room of rooms) this.view(client, room)
      const state = Object.fromEntries(
        rooms.map((room) => [room.id, room.messages.map(({ content, revision }) => ({ content, revision }))]),
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
    for (const room of this.rooms) this.write(tableOf(room))
    for (let node = 0; node < 3; node++) this.write(this.usage(node, 'after'))
    return this.entries.toSorted((a, b) => a.at - b.at)
  }

  send(client: Client, room: Room, came: Came = 'ok', ms = 20): void {
    if (!client.isUp || (came !== 'ok' && came !== 'limited' && !this.isTroubled())) return
    const input = { channelId: room.id, clientId: `id-${++this.count}`, content: `words ${this.count}` }
    this.#sent.push({ client, room, input })
    this.#send(client, room, input, came, ms, true)
  }

  burst(client: Client, room: Room, count: number): void {
    if (!client.isUp) return
    for (let i = 0; i < count; i++) {
      this.send(client, room, 'ok', 30)
      this.pass(0.1)
    }
    this.pass(30)
  }

  /** The user's last send once more, whatever became of it, over any client of theirs. */
  retry(client: Client): void {
    const last = this.#sent.findLast((one) => one.client.userId === client.userId)
    if (client.isUp && last) this.#send(client, last.room, last.input, 'ok', 15, false)
  }

  change(client: Client, room: Room, what: 'edit' | 'delete', number: number): void {
    const message = room.messages[number - 1]
    if (!client.isUp || !room.members.has(client.userId) || message?.userId !== client.userId) return
    if (message.deletedAt || message.kind === 'system') return
    const content = what === 'edit' ? `words ${++this.count} (edited)` : ''
    const input = { channelId: room.id, number, ...(what === 'edit' && { content }) }
    const id = this.call(client, `messages.${what}`, room.id, input)
    this.pass(5)
    const when = new Date(Math.round(this.now)).toISOString()
    Object.assign(message, { content, revision: ++room.revision, [what === 'edit' ? 'editedAt' : 'deletedAt']: when })
    this.push(room, [{ ...message }])
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
    for (const room of this.rooms) if (room.members.has(client.userId)) this.pull(client, room)
    this.leaving.delete(client.userId)
    if (isBack) this.show(client.userId, 'online', this.now)
    // Whoever comes sees the others as they are.
    for (const userId of people)
      this.write({ type: 'presence', client: client.name, userId, status: this.statusOf(userId) })
  }

  move(what: 'remove' | 'add', room: Room, userId: string): void {
    const by = this.clients.find((client) => client.name === owner)
    if (!by?.isUp || userId === owner || room.members.has(userId) === (what === 'add')) return
    const input = what === 'add' ? { channelId: room.id, userIds: [userId] } : { channelId: room.id, userId }
    const id = this.call(by, `members.${what}`, room.id, input)
    this.pass(5)
    room.revision++
    room.members.delete(userId)
    // Pushed to those who are there on both sides of it; who comes pulls it.
    this.#store(by, room, { clientId: `notice-${++this.count}`, content: what }, 'system')
    if (what === 'add') room.members.add(userId)
    this.pass(5)
    this.write({ type: 'outcome', id, outcome: 'ok', reason: null, answer: null })
    for (const client of this.clients.filter((one) => one.userId === userId && one.isUp)) {
      this.pass(5)
      if (what === 'add') this.pull(client, room)
      else
        this.write({ type: 'view', client: client.name, channelId: room.id, from: 1, to: 0, numbers: [], closed: true })
    }
    // What was on its way when they were taken out.
    this.pass(what === 'remove' ? 150 : 0)
  }

  /** By another client of the same user; its own socket is closed. */
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

  mark(client: Client, room: Room, what: 'read' | 'unread', number: number): void {
    if (!client.isUp || !room.members.has(client.userId) || number < 1) return
    const key = `${client.userId} ${room.id}`
    const marker = this.#markers.get(key) ?? { number: 0, version: 0 }
    const id = this.call(client, what === 'read' ? 'channels.markRead' : 'channels.markUnread', room.id, {
      channelId: room.id,
      number,
    })
    this.pass(5)
    const target = what === 'read' ? Math.max(marker.number, number) : number - 1
    const moved = what === 'unread' || target > marker.number ? { number: target, version: marker.version + 1 } : marker
    this.#markers.set(key, moved)
    this.pass(5)
    this.write({
      type: 'outcome',
      id,
      outcome: 'ok',
      reason: null,
      answer: { readNumber: moved.number, readVersion: moved.version },
    })
    for (const other of this.clients.filter((one) => one.userId === client.userId && one.isUp)) {
      this.pass(3)
      this.write({
        type: 'marker',
        client: other.name,
        channelId: room.id,
        readNumber: moved.number,
        readVersion: moved.version,
        unread: 0,
      })
    }
  }

  #send(
    client: Client,
    room: Room,
    input: { channelId: string; clientId: string; content: string },
    came: Came,
    ms: number,
    isFirst: boolean,
  ): void {
    client.frame += isFirst ? 1 : 0
    const place = isFirst ? { socket: client.socket, frame: client.frame } : { socket: null, frame: null }
    const id = this.call(client, 'messages.send', room.id, input, place)
    const known = room.messages.find(({ clientId, userId }) => clientId === input.clientId && userId === client.userId)
    const answer = (outcome: 'ok' | 'refused' | 'unknown', reason: string | null, message: MessageState | null) =>
      this.write(
        { type: 'outcome', id, outcome, reason, answer: message && { ...message, channelId: room.id } },
        this.now + ms,
      )
    if (came === 'limited') answer('refused', 'RATE_LIMITED', null)
    else if (known) answer('ok', null, known)
    else if (!room.members.has(client.userId)) answer('refused', 'NOT_FOUND', null)
    else if (came === 'lost') answer('unknown', 'UNAVAILABLE', null)
    else {
      const message = this.#store(client, room, input)
      answer(came, null, came === 'ok' ? message : null)
    }
  }

  #store(
    { userId }: Client,
    room: Room,
    { clientId, content }: { clientId: string; content: string },
    kind: Message['kind'] = 'user',
  ): Message {
    const number = room.messages.length + 1
    const revision = ++room.revision
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
    room.messages.push(message)
    this.push(room, [{ ...message }])
    return message
  }
}

function tableOf({ id, messages, revision, members }: Room): Omit<Row, 'at'> {
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
