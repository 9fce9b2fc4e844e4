import { z } from 'zod'
import { type ChannelKey, channelKey, id, revision, time, type UserKey, userKey } from './fields.ts'
import { limits } from './limits.ts'
import { exactly, type Schema, type Schemas } from './schema.ts'
import { User } from './user.ts'

export type Role = 'owner' | 'admin' | 'member'
export const Role: Schema<Role> = exactly(z.enum(['owner', 'admin', 'member']))

/** A member as everybody in the channel sees them. The row of a member who left stays, with `leftAt` set. */
export interface Member {
  channelId: string
  userId: string
  role: Role
  joinedAt: string
  leftAt: string | null
  /** The channel's revision at which this row last changed. */
  revision: number
}
const member = { ...channelKey, ...userKey, role: Role, joinedAt: time, leftAt: time.nullable(), revision }
export const Member: Schema<Member> = exactly(z.strictObject(member))

/** Which messages of a channel notify the caller. A channel with `none` is muted. */
export type NotifyLevel = 'all' | 'mentions' | 'none'
export const NotifyLevel: Schema<NotifyLevel> = exactly(z.enum(['all', 'mentions', 'none']))

/** The caller's own member row, with what nobody else sees of it. */
export interface Membership extends Member {
  /** The caller has read up to this message. */
  readNumber: number
  /** Grows with every change of the read marker. The higher version wins. */
  readVersion: number
  notify: NotifyLevel
  /**
   * How many messages after `readNumber` there are to read: without notices, own messages, deleted ones, and those by
   * people whom the caller has blocked.
   */
  unread: number
  /** How many of the unread messages mention the caller: at most `limits.mentionsCountedMax`. */
  mentions: number
}
export const Membership: Schema<Membership> = exactly(
  z.strictObject({
    ...member,
    readNumber: z.int().nonnegative(),
    readVersion: z.int().nonnegative(),
    notify: NotifyLevel,
    unread: z.int().nonnegative(),
    mentions: z.int().nonnegative(),
  }),
)

export interface MembersListInput extends ChannelKey {
  /** The `cursor` of the page before. */
  cursor?: string | undefined
  limit?: number | undefined
}
export interface MembersPage {
  members: Member[]
  /** The profiles of `members`, in the same order. */
  users: User[]
  /** Null: this was the last page. */
  cursor: string | null
  /** The channel's revision at the moment of this read. */
  revision: number
}
export const membersList: Schemas<MembersListInput, MembersPage, 'limit'> = {
  input: exactly(
    z.strictObject({
      ...channelKey,
      cursor: id.optional(),
      limit: z.int().min(1).max(limits.pageMax).default(limits.pageMax),
    }),
  ),
  output: exactly(z.strictObject({ members: z.array(Member), users: z.array(User), cursor: id.nullable(), revision })),
}

export interface MembersAddInput extends ChannelKey {
  userIds: string[]
}
export interface AddedMembers {
  /** Those who are members now, also those who were before. */
  members: Member[]
  /** Ids of those who are asked first (see `Invitation`), also of those who were asked before and have not answered. */
  invited: string[]
}
/** Who has declined an invitation by the caller to this channel within a month is neither added nor asked. */
export const membersAdd: Schemas<MembersAddInput, AddedMembers> = {
  input: exactly(z.strictObject({ ...channelKey, userIds: z.array(id).min(1).max(limits.membersAddMax) })),
  output: exactly(z.strictObject({ members: z.array(Member), invited: z.array(id) })),
}

/** Names one person in one channel. */
export interface MemberKey extends ChannelKey, UserKey {}
/** Of who is invited and has not answered, it takes the invitation back: also who invited them may do that. */
export const membersRemove: Schemas<MemberKey, null> = {
  input: exactly(z.strictObject({ ...channelKey, ...userKey })),
  output: z.null(),
}

export interface MembersSetRoleInput extends MemberKey {
  role: Role
}
/** Only owners may do this. A channel always keeps at least one owner. */
export const membersSetRole: Schemas<MembersSetRoleInput, Member> = {
  input: exactly(z.strictObject({ ...channelKey, ...userKey, role: Role })),
  output: Member,
}
