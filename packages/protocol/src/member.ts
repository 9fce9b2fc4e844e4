import { z } from 'zod'
import { limits } from './limits.ts'
import { id, revision, time } from './text.ts'
import { User } from './user.ts'

export const Role = z.enum(['owner', 'admin', 'member'])
export type Role = z.infer<typeof Role>

/** What everyone in the channel may see. A member who left keeps the row, with `leftAt` set. */
export const Member = z.strictObject({
  channelId: id,
  userId: id,
  role: Role,
  joinedAt: time,
  leftAt: time.nullable(),
  revision,
})
export type Member = z.infer<typeof Member>

/** Which messages of a channel call me: a channel with `none` is muted. */
export const NotifyLevel = z.enum(['all', 'mentions', 'none'])
export type NotifyLevel = z.infer<typeof NotifyLevel>

/** My own side of a member row. */
export const Membership = Member.extend({
  readNumber: z.int().nonnegative(),
  readVersion: z.int().nonnegative(),
  notify: NotifyLevel,
  unread: z.int().nonnegative(),
  mentions: z.int().nonnegative(),
})
export type Membership = z.infer<typeof Membership>

export const membersList = {
  input: z.strictObject({
    channelId: id,
    /** What the page before returned. */
    cursor: id.optional(),
    limit: z.int().min(1).max(limits.pageMax).default(limits.pageMax),
  }),
  output: z.strictObject({
    members: z.array(Member),
    /** The people behind `members`, in the same order. */
    users: z.array(User),
    cursor: id.nullable(),
    /** The channel's revision in the snapshot that was read. */
    revision,
  }),
}
export const membersAdd = {
  input: z.strictObject({ channelId: id, userIds: z.array(id).min(1).max(limits.membersAddMax) }),
  /** All of them, those that were members before included. */
  output: z.array(Member),
}
export const membersRemove = { input: z.strictObject({ channelId: id, userId: id }), output: z.null() }
/** Owners do this. A channel always keeps an owner. */
export const membersSetRole = { input: z.strictObject({ channelId: id, userId: id, role: Role }), output: Member }
