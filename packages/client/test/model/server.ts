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
  UserChanges,
} from '@chime/protocol'
import type { Reader } from '../../src/state/marker.ts'
import {
  addMessage,
  type ChannelRows,
  channelRows,
  countMentions,
  countSkipped,
  dropLast,
  membershipOf,
  mentionsIn,
  stepOf,
} from './channel-rows.ts'
import { channel as channelRow, me, member, time, uuidOf } from './rows.ts'
import { ModelUserData } from './user-data.ts'

/**
 * What the server promises, in memory: counters, rows, `changes` from current rows, pages and heads. The client belongs
 * to one user, `me`; what all other users do is called on this object. Every change emits the events that the real
 * server would send.
 */
export class ModelServer {
  epoch = uuidOf('e', 1)
  readonly channels = new Map<string, ChannelRows>()
  readonly me: Me = me(1)
  userRevision = 0
  /** Whether threads without unread messages are listed. */
  listsReadThreads = true
  emoji: CustomEmoji[] = []
  emit: (event: ServerEvent) => void = () => {}
  readonly userData = new ModelUserData(
    () => ({ after: this.userRevision, revision: ++this.userRevision }),
    (event) => this.emit(event),
  )
  #clients = 0
  #pinned = 0

  /** @param parent the message above, if it is a thread */
  create(n: number, kind: Channel['kind'] = 'group', parent: Channel['parent'] = null): string {
    const id = uuidOf('c', n)
    this.channels.set(id, channelRows(channelRow(0, { id, kind, parent })))
    this.join(id, this.me.id)
    return id
  }

  get reader(): Reader {
    return { myId: this.me.id, blocked: new Set(this.userData.blocked().map((user) => user.id)) }
  }

  channel(id: string): ChannelRows {
    const rows = this.channels.get(id)
    if (!rows) throw new Error('no such channel')
    return rows
  }

  isMember(id: string, userId = this.me.id): boolean {
    const row = this.channel(id).members.get(userId)
    return row !== undefined && row.leftAt === null
  }

  /** Channels of the user, public channels, and the threads in either. */
  mayRead(id: string): boolean {
    const rows = this.channels.get(id)
    if (!rows) return false
    const { kind, parent } = rows.channel
    return parent ? this.mayRead(parent.channelId) : kind === 'public' || this.isMember(id)
  }

  /** @param clientId if a message with this id exists, that one is returned */
  send(
    id: string,
    userId: string,
    content: string,
    clientId = uuidOf('bb', ++this.#clients),
    kind: Message['kind'] = 'user',
  ): Message {
    const rows = this.channel(id)
    const known = rows.messages.find((m) => m.clientId === clientId && m.userId === userId)
    if (known) return known
    const { row, ...step } = addMessage(rows, this.me.id, { clientId, userId, content, kind })
    this.emit({ type: 'message', channelId: id, ...step, message: row })
    return row
  }

  /** @param content if left out, the text names the revision, and every third edit mentions the user */
  edit(id: string, number: number, content?: string): Message | null {
    return this.#changeRow(id, number, (revision) => {
      const text = content ?? `${number}@${revision}${revision % 3 === 0 ? ' @me' : ''}`
      return { content: text, editedAt: time, mentions: mentionsIn(this.me.id, text) }
    })
  }

  remove(id: string, number: number): Message | null {
    return this.#changeRow(id, number, (deletedRevision) => ({
      content: '',
      deletedAt: time,
      deletedRevision,
      reactions: [],
      mentions: mentionsIn(this.me.id, ''),
      pinned: false,
    }))
  }

  pin(id: string, number: number, pinned: boolean): Message | null {
    const { pins } = this.channel(id)
    if (pinned) pins.set(number, ++this.#pinned)
    return this.#changeRow(id, number, () => ({ pinned }))
  }

  /** Another member has read that far. */
  read(id: string, userId: string, readNumber: number): void {
    this.channel(id).read.set(userId, readNumber)
    this.emit({ type: 'receipt', channelId: id, userId, readNumber })
  }

  setNotify(id: string, notify: NotifyLevel): Membership {
    const rows = this.channel(id)
    rows.my.notify = notify
    rows.my.userRevision = ++this.userRevision
    const step = { after: this.userRevision - 1, revision: this.userRevision }
    this.emit({ type: 'notify', ...step, channelId: id, notify })
    return membershipOf(rows, this.reader)
  }

  react(id: string, number: number, emoji: string, reacts: boolean): Message | null {
    const reactions = reacts ? [{ emoji, count: 1, userIds: [this.me.id] }] : []
    return this.#changeRow(id, number, () => ({ reactions }))
  }

  #changeRow(id: string, number: number, set: (revision: number) => Partial<Message>): Message | null {
    const rows = this.channel(id)
    const current = rows.messages[number - 1]
    // Notices cannot be changed.
    if (!current || current.deletedAt || current.kind === 'system') return current ?? null
    const { after, revision } = stepOf(rows)
    const row = { ...current, ...set(revision), revision }
    rows.messages[number - 1] = row
    this.emit({ type: 'message', channelId: id, after, revision, message: row })
    return row
  }

  rename(id: string): void {
    const rows = this.channel(id)
    const { after, revision } = stepOf(rows)
    rows.changed = revision
    rows.channel = { ...rows.channel, name: `name@${revision}` }
    this.emit({ type: 'channel', channelId: id, after, revision, channel: { ...rows.channel } })
  }

  join(id: string, userId: string, role: Member['role'] = 'member'): void {
    const rows = this.channel(id)
    const { after, revision } = stepOf(rows)
    const row = member(userId, revision, { channelId: id, role })
    rows.members.set(userId, row)
    this.emit({ type: 'member', channelId: id, after, revision, member: row })
    if (userId !== this.me.id) return
    const { lastNumber, counted } = rows.channel
    rows.my = { ...rows.my, readNumber: lastNumber, readCounted: counted, userRevision: ++this.userRevision }
    const step = { after: this.userRevision - 1, revision: this.userRevision }
    this.emit({ type: 'joined', ...step, channel: this.summary(id) })
  }

  leave(id: string, userId: string): void {
    const rows = this.channel(id)
    const current = rows.members.get(userId)
    if (!current || current.leftAt) return
    const { after, revision } = stepOf(rows)
    const row = { ...current, revision, leftAt: '2026-01-02T00:00:00.000Z' }
    rows.members.set(userId, row)
    if (userId !== this.me.id) {
      this.emit({ type: 'member', channelId: id, after, revision, member: row })
      return
    }
    rows.my.userRevision = ++this.userRevision
    this.emit({ type: 'left', after: this.userRevision - 1, revision: this.userRevision, channelId: id })
    for (const { channel: row } of this.channels.values()) if (row.parent?.channelId === id) this.leave(row.id, userId)
  }

  /** Moves the user's read marker, from another device or by a call. */
  mark(id: string, readNumber: number, options: { back?: boolean; version?: number } = {}): Membership {
    const rows = this.channel(id)
    const { my } = rows
    const target = Math.min(readNumber, rows.channel.lastNumber)
    const stale = options.version !== undefined && options.version < my.readVersion
    if (options.back || (!stale && target > my.readNumber)) {
      my.readNumber = target
      my.readCounted = rows.countedAt[target] ?? 0
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
        mentions: countMentions(rows, this.reader),
        skipped: countSkipped(rows, this.reader),
        channelRevision: rows.channel.revision,
        lastNumber: rows.channel.lastNumber,
        counted: rows.channel.counted,
      })
    }
    return membershipOf(rows, this.reader)
  }

  /** A backup was restored: the last changes are gone. */
  restore(id: string, lost: number): void {
    this.epoch = uuidOf('e', Math.floor(Math.random() * 1e9))
    dropLast(this.channel(id), lost)
  }

  heads(ids: readonly string[] | null): Head[] {
    const listed = [...this.channels.values()].filter(({ channel: { id } }) =>
      ids ? ids.includes(id) : this.#isListed(id),
    )
    return listed.map((rows) => {
      const { id: channelId, revision, lastNumber, counted } = rows.channel
      const { unread, mentions, readNumber, readVersion } = membershipOf(rows, this.reader)
      return { channelId, revision, lastNumber, counted, unread, mentions, readNumber, readVersion }
    })
  }

  summary(id: string): ChannelSummary {
    const rows = this.channel(id)
    const membership = this.isMember(id) ? membershipOf(rows, this.reader) : null
    return { ...rows.channel, membership, lastMessage: rows.messages.at(-1) ?? null, peer: null }
  }

  listed(): ChannelSummary[] {
    return [...this.channels.keys()].filter((id) => this.#isListed(id)).map((id) => this.summary(id))
  }

  #isListed(id: string): boolean {
    const rows = this.channel(id)
    const isSkipped =
      rows.channel.kind === 'thread' && !this.listsReadThreads && membershipOf(rows, this.reader).unread === 0
    return this.isMember(id) && !isSkipped
  }

  userChanges(since: number): UserChanges {
    const changed = [...this.channels.values()].filter((rows) => rows.my.userRevision > since)
    const ids = changed.map((rows) => rows.channel.id)
    return {
      epoch: this.epoch,
      revision: this.userRevision,
      more: false,
      reset: since > this.userRevision,
      me: null,
      channels: ids.filter((id) => this.isMember(id)).map((id) => this.summary(id)),
      left: ids.filter((id) => !this.isMember(id)),
      ...this.userData.changes(since),
    }
  }

  /** The id of the thread below a message, or null. */
  threadBelow(id: string, number: number): string | null {
    const threads = [...this.channels.values()].map((rows) => rows.channel)
    return threads.find(({ parent }) => parent?.channelId === id && parent.number === number)?.id ?? null
  }
}
