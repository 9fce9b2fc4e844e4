import type {
  Channel,
  ChannelSummary,
  Invitation,
  Me,
  Member,
  Membership,
  Message,
  Reminder,
  Saved,
  Scheduled,
} from '@chime/protocol'

export const time = '2026-01-01T00:00:00.000Z'

export const uuidOf = (kind: string, n: number) =>
  `${kind.padEnd(8, '0').slice(0, 8)}-0000-4000-8000-${String(n).padStart(12, '0')}`

export const message = (number: number, revision = number, over: Partial<Message> = {}): Message => ({
  channelId: uuidOf('c', 1),
  number,
  revision,
  kind: 'user',
  clientId: uuidOf('aa', number),
  userId: uuidOf('a', 9),
  content: `${number}@${revision}`,
  createdAt: time,
  editedAt: null,
  deletedAt: null,
  deletedRevision: null,
  metadata: {},
  replyTo: null,
  thread: null,
  reactions: [],
  mentions: { userIds: [], everyone: null },
  attachments: [],
  pinned: false,
  poll: null,
  previews: [],
  forwarded: null,
  ...over,
})

export const member = (userId: string, revision: number, over: Partial<Member> = {}): Member => ({
  channelId: uuidOf('c', 1),
  userId,
  role: 'member',
  joinedAt: time,
  leftAt: null,
  revision,
  ...over,
})

export const channel = (revision: number, over: Partial<Channel> = {}): Channel => ({
  id: uuidOf('c', 1),
  kind: 'group',
  name: `name@${revision}`,
  nameClashes: false,
  description: null,
  createdBy: null,
  createdAt: time,
  archivedAt: null,
  slowModeSeconds: 0,
  firstNumber: 1,
  lastNumber: 0,
  counted: 0,
  revision,
  parent: null,
  ...over,
})

export const membership = (over: Partial<Membership> = {}): Membership => ({
  ...member(uuidOf('a', 1), 1),
  readNumber: 0,
  readVersion: 0,
  notify: 'all',
  unread: 0,
  mentions: 0,
  ...over,
})

export const summary = (revision: number, over: Partial<ChannelSummary> = {}): ChannelSummary => ({
  ...channel(revision),
  membership: membership(),
  lastMessage: null,
  peer: null,
  ...over,
})

export const me = (n: number, revision = 0): Me => ({
  id: uuidOf('a', n),
  username: `user-${n}`,
  fullName: null,
  avatarUrl: null,
  statusText: null,
  createdAt: time,
  timeZone: null,
  suspended: false,
  nameClashes: false,
  revision,
  email: `user-${n}@example.com`,
  pendingEmail: null,
  externalId: null,
  emailVerified: false,
  role: 'user',
  lastLoginAt: null,
  twoFactor: false,
  language: null,
  reachableBy: null,
})

export const scheduled = (n: number, state: Scheduled['state'], over: Partial<Scheduled> = {}): Scheduled => ({
  id: uuidOf('5c', n),
  channelId: uuidOf('c', 1),
  clientId: uuidOf('5d', n),
  content: `later ${n}`,
  metadata: {},
  replyTo: null,
  attachmentIds: [],
  sendAt: `2026-02-01T00:00:0${n}.000Z`,
  state,
  error: null,
  number: null,
  ...over,
})

export const reminder = (n: number, state: Reminder['state'], over: Partial<Reminder> = {}): Reminder => ({
  id: uuidOf('4e', n),
  channelId: uuidOf('c', 1),
  number: 1,
  at: `2026-02-01T00:00:0${n}.000Z`,
  state,
  ...over,
})

export const invitation = (n: number, state: Invitation['state']): Invitation => ({
  channelId: uuidOf('c', 100 + n),
  state,
  kind: 'group',
  name: `group ${n}`,
  description: null,
  invitedBy: null,
  invitedAt: `2026-02-01T00:00:0${n}.000Z`,
})

export const saved = (n: number, over: Partial<Saved> = {}): Saved => ({
  channelId: uuidOf('c', 1),
  number: n + 1,
  savedAt: `2026-02-01T00:00:0${n}.000Z`,
  saved: true,
  ...over,
})
