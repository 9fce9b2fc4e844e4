import type { contract } from '@chime/protocol'

/** What one call costs. */
export type Cost = {
  /** Points of the rate limit of all calls (`rules.calls`), taken before the call runs: 1 is one small read or write. */
  points: number
  /** For calls about a list of ids: one more point for every so many of them. */
  each?: { input: string; per: number }
  /**
   * The answer has many rows. Such calls of one person run a few at a time, their answers are measured, and more points
   * follow for what a large one weighs; see `AnswerLimits`.
   */
  rows?: true
  /** It also keeps the database busy: one of a person's runs at a time. */
  heavy?: true
}

const one: Cost = { points: 1 }
const page: Cost = { points: 2, rows: true }
/** Writes to many rows, or locks what others wait for. */
const many: Cost = { points: 5 }

type Contract = typeof contract

/**
 * The cost of every procedure. What runs longest beside its row, in bytes: 500 rows of `channels.changes` are cut at
 * 1 MiB, 100 messages have 2.4 MB at most. A procedure without a line here does not compile.
 */
export const costs = {
  auth: {
    options: one,
    register: one,
    login: one,
    mintSession: one,
    logout: one,
    me: one,
    accessToken: one,
    renew: one,
    sessions: one,
    revokeSession: one,
    revokeOtherSessions: one,
    twoFactor: one,
    /** Those that ask for the password hash it. */
    enableTwoFactor: many,
    confirmTwoFactor: one,
    disableTwoFactor: many,
    renewRecoveryCodes: many,
    passkeys: one,
    preparePasskey: many,
    addPasskey: { points: 2 },
    renamePasskey: one,
    deletePasskey: one,
    preparePasskeyLogin: one,
    loginWithPasskey: one,
    requestPasswordReset: one,
    resetPassword: one,
    verifyEmail: one,
    requestEmailVerification: one,
    changeEmail: { points: 2 },
    changePassword: { points: 2 },
  },
  users: {
    get: { points: 1, each: { input: 'ids', per: 50 }, rows: true },
    search: { points: 2 },
    update: { points: 2 },
    changes: page,
    block: many,
    unblock: many,
    blocked: page,
    report: one,
  },
  presence: {
    set: one,
    get: { points: 1, each: { input: 'userIds', per: 20 } },
    subscribe: { points: 2, each: { input: 'userIds', per: 20 } },
  },
  channels: {
    list: { points: 3, rows: true },
    get: one,
    browse: page,
    changes: page,
    create: { points: 5, each: { input: 'memberIds', per: 20 } },
    openDirect: many,
    openThread: { points: 2 },
    join: { points: 2 },
    leave: { points: 2 },
    follow: { points: 2 },
    unfollow: { points: 2 },
    update: { points: 2 },
    archive: { points: 2 },
    unarchive: { points: 2 },
    setNotify: one,
    markRead: one,
    markUnread: one,
    markAllRead: many,
    receipts: { points: 2 },
    setDraft: one,
    drafts: page,
    typing: one,
  },
  members: {
    list: page,
    add: { points: 2, each: { input: 'userIds', per: 20 } },
    remove: { points: 2 },
    setRole: { points: 2 },
    accept: { points: 2 },
    decline: one,
    invitations: page,
    invited: page,
  },
  invites: { create: one, list: page, revoke: one, look: one, accept: { points: 2 } },
  messages: {
    send: one,
    forward: { points: 2 },
    list: page,
    get: one,
    edit: { points: 2 },
    delete: { points: 2 },
    versions: page,
    react: one,
    unreact: one,
    /** Reads and highlights a hundred messages of any length, and ranks three hundred. */
    search: { points: 10, rows: true, heavy: true },
    pin: one,
    unpin: one,
    report: one,
    pinned: page,
    schedule: one,
    scheduled: page,
    unschedule: one,
  },
  attachments: { create: one, get: one, delete: one },
  emoji: { list: page, create: { points: 2 }, delete: one },
  groups: {
    list: page,
    create: { points: 2, each: { input: 'memberIds', per: 20 } },
    update: { points: 2, each: { input: 'memberIds', per: 20 } },
    delete: { points: 2 },
  },
  filters: { list: page, create: { points: 2 }, update: { points: 2 }, delete: { points: 2 } },
  polls: { create: { points: 2 }, vote: one, close: one },
  reminders: { create: one, list: page, delete: one },
  saved: { add: one, remove: one, list: page, keys: page },
  /** Each channel is looked up, followed on the bus and read. */
  events: { subscribe: { points: 5, each: { input: 'channelIds', per: 10 } } },
  admin: {
    claim: { points: 2 },
    people: page,
    setRole: many,
    reports: page,
    resolveReport: one,
    deleteMessage: { points: 2 },
    suspend: many,
    unsuspend: many,
    audit: page,
  },
} satisfies { [Noun in keyof Contract]: { [Verb in keyof Contract[Noun]]: Cost } }

/** By path, `messages.send`. */
const byPath = new Map<string, Cost>(
  Object.entries(costs).flatMap(([noun, verbs]) =>
    Object.entries(verbs).map(([verb, cost]): [string, Cost] => [`${noun}.${verb}`, cost]),
  ),
)

export const costOf = (path: string): Cost => byPath.get(path) ?? one

/** The points that a call takes. @param input as it came, not checked yet */
export function pointsOf({ points, each }: Cost, input: unknown): number {
  if (each === undefined || typeof input !== 'object' || input === null) return points
  const list: unknown = (input as Record<string, unknown>)[each.input]
  return points + (Array.isArray(list) ? Math.floor(list.length / each.per) : 0)
}
