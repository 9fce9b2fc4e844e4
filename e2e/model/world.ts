import { limits } from '@chime/protocol'

// The chat as somebody would describe it who has never seen how it is built: people, rooms, lists. No revisions, no streams.

export type Role = 'owner' | 'admin' | 'member'
export type Kind = 'direct' | 'group' | 'public' | 'announcement' | 'thread'
export type Person = { index: number; id: string; username: string; blocked: Set<Person>; drafts: Map<Room, string> }
export type Member = { role: Role; isIn: boolean; read: number; notify: 'all' | 'mentions' | 'none'; lastSent: boolean }

export type Message = {
  number: number
  author: Person
  /** Of a notice: what it says. */
  notice: Record<string, string> | null
  content: string
  edited: boolean
  deleted: boolean
  pinned: boolean
  replyTo: number | null
  /** By emoji, in the order in which people reacted. */
  reactions: Map<string, Person[]>
  called: Person[]
  everyone: 'channel' | 'here' | null
  thread: Room | null
  poll: { options: { text: string; voters: Person[] }[]; multiple: boolean; closed: boolean } | null
  forwarded: { room: Room; number: number; author: Person } | null
  said: string[]
}

export class Room {
  readonly id: string
  readonly kind: Kind
  readonly parent: { room: Room; message: Message } | null
  name: string | null
  description: string | null = null
  archived = false
  slow = false
  readonly members = new Map<Person, Member>()
  readonly messages: Message[] = []
  /** `left`: how often it may still be used. */
  readonly invites: { id: string; code: string; left: number; isRevoked: boolean }[] = []

  constructor(id: string, kind: Kind, name: string | null, parent: Room['parent'] = null) {
    this.id = id
    this.kind = kind
    this.name = name
    this.parent = parent
  }

  /** Whose members may read: the room above a thread, else the room itself. */
  get home(): Room {
    return this.parent?.room ?? this
  }

  get isOpen(): boolean {
    return this.home.kind === 'public' || this.home.kind === 'announcement'
  }

  get isArchived(): boolean {
    return this.archived || this.home.archived
  }

  member(person: Person): Member | null {
    const member = this.members.get(person)
    return member?.isIn ? member : null
  }

  people(): Person[] {
    return [...this.members].filter(([, member]) => member.isIn).map(([person]) => person)
  }

  mayRead(person: Person): boolean {
    return this.isOpen || this.home.member(person) !== null
  }

  manages(person: Person): boolean {
    const role = this.home.member(person)?.role
    return role === 'owner' || role === 'admin'
  }

  /** Whoever comes, also back again, has read everything. */
  admit(person: Person, role: Role = 'member'): void {
    if (this.member(person)) return
    const notify = this.members.get(person)?.notify ?? 'all'
    const lastSent = this.members.get(person)?.lastSent ?? false
    this.members.set(person, { role, isIn: true, read: this.messages.length, notify, lastSent })
  }

  unread(person: Person): number {
    const read = this.member(person)?.read ?? this.messages.length
    return this.messages.slice(read).filter((message) => !message.notice).length
  }

  mentions(person: Person): number {
    const read = this.member(person)?.read ?? this.messages.length
    const isCall = (message: Message) => message.called.includes(person) || message.everyone === 'channel'
    return Math.min(this.messages.slice(read).filter(isCall).length, limits.mentionsCountedMax)
  }

  /** What everybody may see of the thread below a message: replies, and who replied first. */
  get replies(): { count: number; people: Person[] } {
    const replies = this.messages.filter((message) => !message.notice)
    return { count: replies.length, people: [...new Set(replies.map((reply) => reply.author))].slice(0, 3) }
  }
}

export class World {
  readonly people: Person[]
  readonly rooms: Room[] = []

  constructor(people: readonly { id: string; username: string }[]) {
    this.people = people.map(({ id, username }, index) => ({
      index,
      id,
      username,
      blocked: new Set(),
      drafts: new Map(),
    }))
  }

  /** A message; whom it calls follows from who is there, and who has had enough of its author. */
  write(room: Room, author: Person, content: string, more: Partial<Message> = {}): Message {
    const message: Message = {
      number: room.messages.length + 1,
      author,
      notice: null,
      content,
      edited: false,
      deleted: false,
      pinned: false,
      replyTo: null,
      reactions: new Map(),
      called: [],
      everyone: null,
      thread: null,
      poll: null,
      forwarded: null,
      said: [],
      ...more,
    }
    if (!message.notice && !more.forwarded) this.call(room, message)
    room.messages.push(message)
    if (message.notice) return message
    room.admit(author)
    const member = room.member(author)
    if (member) Object.assign(member, { read: message.number, lastSent: true })
    if (room.parent) room.parent.message.thread = room
    return message
  }

  /** A direct conversation and a thread have no notices. */
  note(room: Room, author: Person, notice: Record<string, string>): void {
    if (room.kind !== 'direct' && room.kind !== 'thread') this.write(room, author, '', { notice })
  }

  call(room: Room, message: Message): void {
    const { author, content } = message
    message.called = this.people.filter(
      (person) =>
        person !== author &&
        content.includes(`@${person.username} `) &&
        room.home.member(person) !== null &&
        !person.blocked.has(author),
    )
    const mayCallAll = room.home.kind === 'group' || (room.home.kind !== 'direct' && room.manages(author))
    const everyone = content.includes('@channel ') ? 'channel' : content.includes('@here ') ? 'here' : null
    message.everyone = mayCallAll ? everyone : null
  }

  /** Ends a membership, and those of the threads below. */
  dismiss(room: Room, person: Person): void {
    for (const each of this.rooms) {
      const member = each === room || each.parent?.room === room ? each.member(person) : null
      if (member) member.isIn = false
    }
  }
}
