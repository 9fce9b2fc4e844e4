import type {
  Channel,
  ChannelSummary,
  CustomEmoji,
  Head,
  Me,
  Member,
  Membership,
  Message,
  NotifyLevel,
  ServerEvent,
} from '@chime/protocol'
import { limits } from '@chime/protocol'
import type { ChannelChanges, MembersPage, MessagesPage, Place, Receipt, UserChanges } from '../server.ts'
import { ModelMine } from './model-mine.ts'
import { channel, me, member, message, time, uuidOf } from './rows.ts'

type Room = {
  channel: Channel
  changed: number
  messages: Message[]
  countedAt: number[]
  members: Map<string, Member>
  my: { readNumber: number; readCounted: number; readVersion: number; userRevision: number; notify: NotifyLevel }
  /** By number, when each was pinned. */
  pins: Map<number, number>
  /** How far others have read. */
  read: Map<string, number>
}

/**
 * What the server promises, in memory: counters, rows, `changes` from current rows, pages, heads. One user (`me`) is the client's;
 * what all the others do is called on it. Every change is emitted as the events that the real server would send.
 */
export class ModelServer {
  epoch = uuidOf('e', 1)
  readonly rooms = new Map<string, Room>()
  readonly me: Me = me(1)
  userRevision = 0
  /** Whether threads without unread messages are listed. */
  listsReadThreads = true
  emoji: CustomEmoji[] = []
  emit: (event: ServerEvent) => void = () => {}
  readonly own = new ModelMine(
    () => ({ after: this.userRevision, revision: ++this.userRevision }),
    (event) => this.emit(event),
  )
  #clients = 0
  #pinned = 0

  /** @param parent of a thread */
  create(n: number, kind: Channel['kind'] = 'group', parent: Channel['parent'] = null): string {
    const id = uuidOf('c', n)
    const my = { readNumber: 0, readCounted: 0, readVersion: 0, userRevision: 0, notify: 'all' as const }
    const row = channel(0, { id, kind, parent })
    this.rooms.set(id, {
      channel: row,
      changed: 0,
      messages: [],
      countedAt: [0],
      members: new Map(),
      my,
      pins: new Map(),
      read: new Map(),
    })
    this.join(id, this.me.id)
    return id
  }

  room(id: string): Room {
    const room = this.rooms.get(id)
    if (!room) throw new Error('no such room')
    return room
  }

  isMember(id: string, userId = this.me.id): boolean {
    const row = this.room(id).members.get(userId)
    return row !== undefined && row.leftAt === null
  }

  /** Mine, public, or a thread in one of these. */
  mayRead(id: string): boolean {
    const room = this.rooms.get(id)
    if (!room) return false
    const { kind, parent } = room.channel
    return parent ? this.mayRead(parent.channelId) : kind === 'public' || this.isMember(id)
  }

  /** @param clientId a known one gets its first message again */
  send(
    id: string,
    userId: string,
    content: string,
    clientId = uuidOf('bb', ++this.#clients),
    kind: Message['kind'] = 'user',
  ): Message {
    const room = this.room(id)
    const known = room.messages.find((m) => m.clientId === clientId && m.userId === userId)
    if (known) return known
    const { after, revision } = this.#step(room)
    const number = ++room.channel.lastNumber
    if (kind === 'user') room.channel.counted++
    room.countedAt[number] = room.channel.counted
    const row = message(number, revision, {
      channelId: id,
      clientId,
      userId,
      content,
      kind,
      mentions: this.#calls(content),
    })
    room.messages.push(row)
    if (userId === this.me.id && kind === 'user') {
      room.my.readNumber = number
      room.my.readCounted = room.channel.counted
    }
    this.emit({ type: 'message', channelId: id, after, revision, message: row })
    return row
  }

  /** @param content left out: says when it was edited, and every third edit calls me */
  edit(id: string, number: number, content?: string): Message | null {
    return this.#changeRow(id, number, (revision) => {
      const text = content ?? `${number}@${revision}${revision % 3 === 0 ? ' @me' : ''}`
      return { content: text, editedAt: time, mentions: this.#calls(text) }
    })
  }

  remove(id: string, number: number): Message | null {
    return this.#changeRow(id, number, () => ({
      content: '',
      deletedAt: time,
      reactions: [],
      mentions: this.#calls(''),
      pinned: false,
    }))
  }

  pin(id: string, number: number, pinned: boolean): Message | null {
    const { pins } = this.room(id)
    if (pinned) pins.set(number, ++this.#pinned)
    return this.#changeRow(id, number, () => ({ pinned }))
  }

  pinned(id: string): Message[] {
    const { messages, pins } = this.room(id)
    const at = ({ number }: Message) => pins.get(number) ?? 0
    return messages.filter((row) => row.pinned).sort((a, b) => at(b) - at(a))
  }

  /** Somebody else has read that far. */
  read(id: string, userId: string, readNumber: number): void {
    this.room(id).read.set(userId, readNumber)
    this.emit({ type: 'receipt', channelId: id, userId, readNumber })
  }

  receipts(id: string): Receipt[] {
    return [...this.room(id).read].map(([userId, readNumber]) => ({ userId, readNumber }))
  }

  setNotify(id: string, notify: NotifyLevel): Membership {
    const room = this.room(id)
    room.my.notify = notify
    room.my.userRevision = ++this.userRevision
    const step = { after: this.userRevision - 1, revision: this.userRevision }
    this.emit({ type: 'notify', ...step, channelId: id, notify })
    return this.#membership(room)
  }

  react(id: string, number: number, emoji: string, reacts: boolean): Message | null {
    const reactions = reacts ? [{ emoji, count: 1, userIds: [this.me.id] }] : []
    return this.#changeRow(id, number, () => ({ reactions }))
  }

  #changeRow(id: string, number: number, set: (revision: number) => Partial<Message>): Message | null {
    const room = this.room(id)
    const held = room.messages[number - 1]
    // Nobody changes a notice.
    if (!held || held.deletedAt || held.kind === 'system') return held ?? null
    const { after, revision } = this.#step(room)
    const row = { ...held, ...set(revision), revision }
    room.messages[number - 1] = row
    this.emit({ type: 'message', channelId: id, after, revision, message: row })
    return row
  }

  #calls(content: string): Message['mentions'] {
    return { userIds: content.includes('@me') ? [this.me.id] : [], everyone: null }
  }

  #mentions({ messages, my }: Room): number {
    const calls = messages.slice(my.readNumber).filter((row) => row.mentions.userIds.length > 0)
    return Math.min(calls.length, limits.mentionsCountedMax)
  }

  rename(id: string): void {
    const room = this.room(id)
    const { after, revision } = this.#step(room)
    room.changed = revision
    room.channel = { ...room.channel, name: `name@${revision}` }
    this.emit({ type: 'channel', channelId: id, after, revision, channel: { ...room.channel } })
  }

  join(id: string, userId: string, role: Member['role'] = 'member'): void {
    const room = this.room(id)
    const { after, revision } = this.#step(room)
    const row = member(userId, revision, { channelId: id, role })
    room.members.set(userId, row)
    this.emit({ type: 'member', channelId: id, after, revision, member: row })
    if (userId !== this.me.id) return
    const { lastNumber, counted } = room.channel
    room.my = { ...room.my, readNumber: lastNumber, readCounted: counted, userRevision: ++this.userRevision }
    const step = { after: this.userRevision - 1, revision: this.userRevision }
    this.emit({ type: 'joined', ...step, channel: this.summary(id) })
  }

  leave(id: string, userId: string): void {
    const room = this.room(id)
    const held = room.members.get(userId)
    if (!held || held.leftAt) return
    const { after, revision } = this.#step(room)
    const row = { ...held, revision, leftAt: '2026-01-02T00:00:00.000Z' }
    room.members.set(userId, row)
    if (userId !== this.me.id) {
      this.emit({ type: 'member', channelId: id, after, revision, member: row })
      return
    }
    room.my.userRevision = ++this.userRevision
    this.emit({ type: 'left', after: this.userRevision - 1, revision: this.userRevision, channelId: id })
    for (const { channel: row } of this.rooms.values()) if (row.parent?.channelId === id) this.leave(row.id, userId)
  }

  /** Moves my marker, from another device or by a call. */
  mark(id: string, readNumber: number, options: { back?: boolean; version?: number } = {}): Membership {
    const room = this.room(id)
    const { my } = room
    const target = Math.min(readNumber, room.channel.lastNumber)
    const stale = options.version !== undefined && options.version < my.readVersion
    if (options.back || (!stale && target > my.readNumber)) {
      my.readNumber = target
      my.readCounted = room.countedAt[target] ?? 0
      my.readVersion++
      my.userRevision = ++this.userRevision
      const { readVersion, readCounted } = my
      const step = { after: this.userRevision - 1, revision: this.userRevision }
      this.emit({
        type: 'marker',
        ...step,
        channelId: id,
        readNumber: target,
        readVersion,
        readCounted,
        mentions: this.#mentions(room),
        channelRevision: room.channel.revision,
      })
    }
    return this.#membership(room)
  }

  /** A backup was restored: the last changes never happened. */
  restore(id: string, lost: number): void {
    this.epoch = uuidOf('e', Math.floor(Math.random() * 1e9))
    const room = this.room(id)
    room.messages.splice(Math.max(0, room.messages.length - lost))
    room.channel.lastNumber = room.messages.length
    room.channel.counted = room.countedAt[room.channel.lastNumber] ?? 0
    room.channel.revision = Math.max(0, room.channel.revision - lost)
    room.my.readNumber = Math.min(room.my.readNumber, room.channel.lastNumber)
    room.my.readCounted = room.countedAt[room.my.readNumber] ?? 0
  }

  heads(ids: readonly string[] | null): Head[] {
    const rooms = [...this.rooms.values()].filter(({ channel: { id } }) =>
      ids ? ids.includes(id) : this.#isListed(id),
    )
    return rooms.map((room) => {
      const { id: channelId, revision, lastNumber, counted } = room.channel
      const { unread, mentions, readNumber, readVersion } = this.#membership(room)
      return { channelId, revision, lastNumber, counted, unread, mentions, readNumber, readVersion }
    })
  }

  summary(id: string): ChannelSummary {
    const room = this.room(id)
    const membership = this.isMember(id) ? this.#membership(room) : null
    return { ...room.channel, membership, lastMessage: room.messages.at(-1) ?? null, peer: null }
  }

  mine(): ChannelSummary[] {
    return [...this.rooms.keys()].filter((id) => this.#isListed(id)).map((id) => this.summary(id))
  }

  #isListed(id: string): boolean {
    const room = this.room(id)
    const isSkipped = room.channel.kind === 'thread' && !this.listsReadThreads && this.#membership(room).unread === 0
    return this.isMember(id) && !isSkipped
  }

  changes(id: string, since: number, limit: number = limits.pageMax): ChannelChanges {
    const room = this.room(id)
    const head = room.channel.revision
    const nothing = { epoch: this.epoch, messages: [], members: [], channel: null }
    const rows = [
      ...room.messages.map((row) => ({ revision: row.revision, message: row })),
      ...[...room.members.values()].map((row) => ({ revision: row.revision, member: row })),
    ]
      .filter((row) => row.revision > since)
      .sort((a, b) => a.revision - b.revision)
    if (since > head || rows.length > limits.changesMax) return { ...nothing, revision: head, more: false, reset: true }
    const page = rows.slice(0, limit)
    const more = rows.length > limit
    return {
      epoch: this.epoch,
      revision: more ? (page.at(-1)?.revision ?? since) : head,
      more,
      reset: false,
      messages: page.flatMap((row) => ('message' in row ? [row.message] : [])),
      members: page.flatMap((row) => ('member' in row ? [row.member] : [])),
      channel: more ? null : { ...room.channel },
    }
  }

  userChanges(since: number): UserChanges {
    const changed = [...this.rooms.values()].filter((room) => room.my.userRevision > since)
    const ids = changed.map((room) => room.channel.id)
    return {
      epoch: this.epoch,
      revision: this.userRevision,
      more: false,
      reset: since > this.userRevision,
      me: null,
      channels: ids.filter((id) => this.isMember(id)).map((id) => this.summary(id)),
      left: ids.filter((id) => !this.isMember(id)),
      ...this.own.changes(since),
    }
  }

  page(id: string, { before, after, around }: Place, limit: number): MessagesPage {
    const { messages, channel: row } = this.room(id)
    let from = messages.length - limit
    if (before !== undefined) from = before - 1 - limit
    if (around !== undefined) from = Math.min(around - 1 - Math.floor(limit / 2), messages.length - limit)
    if (after !== undefined) from = after
    const to = before !== undefined ? before - 1 : Math.max(0, from) + limit
    const page = messages.slice(Math.max(0, from), to)
    const first = page[0]?.number
    const last = page.at(-1)?.number
    return {
      messages: page,
      revision: row.revision,
      hasBefore: first !== undefined && first > 1,
      hasAfter: last === undefined ? false : last < row.lastNumber,
    }
  }

  memberPage(id: string, cursor: string | null, limit: number): MembersPage {
    const room = this.room(id)
    const rows = [...room.members.values()]
      .filter((row) => row.leftAt === null && (cursor === null || row.userId > cursor))
      .sort((a, b) => (a.userId < b.userId ? -1 : 1))
    const page = rows.slice(0, limit)
    const next = rows.length > limit ? (page.at(-1)?.userId ?? null) : null
    return { members: page, users: [], cursor: next, revision: room.channel.revision }
  }

  #step(room: Room): { after: number; revision: number } {
    room.channel = { ...room.channel, revision: room.channel.revision + 1 }
    return { after: room.channel.revision - 1, revision: room.channel.revision }
  }

  #membership(room: Room): Membership {
    const { members, my, channel: row } = room
    const held = members.get(this.me.id) ?? member(this.me.id, 0)
    const { readNumber, readVersion } = my
    return {
      ...held,
      readNumber,
      readVersion,
      notify: my.notify,
      unread: row.counted - my.readCounted,
      mentions: this.#mentions(room),
    }
  }
}
