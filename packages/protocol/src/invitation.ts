import { z } from 'zod'
import { ChannelKind, ChannelSummary } from './channel.ts'
import { type ChannelKey, channelKey, id, time } from './fields.ts'
import { exactly, type Schema, type Schemas } from './schema.ts'
import { User } from './user.ts'

/**
 * The caller is wanted in a channel, and is asked first: see `Me.reachableBy`. (An *invite* is something else: a link
 * that anybody can use who has it.)
 */
export interface Invitation extends ChannelKey {
  /** `withdrawn`: by who invited, or by those who manage the channel. */
  state: 'waiting' | 'accepted' | 'declined' | 'withdrawn'
  kind: ChannelKind
  /** The name and the description of the channel. Null in a direct conversation. */
  name: string | null
  description: string | null
  /** Null when that account was deleted. */
  invitedBy: User | null
  invitedAt: string
}
export const Invitation: Schema<Invitation> = exactly(
  z.strictObject({
    ...channelKey,
    state: z.enum(['waiting', 'accepted', 'declined', 'withdrawn']),
    kind: ChannelKind,
    name: z.string().nullable(),
    description: z.string().nullable(),
    invitedBy: User.nullable(),
    invitedAt: time,
  }),
)

/** Joins the channel. Who is in it already gets it again, so that a retry gets the answer of the first attempt. */
export const membersAccept: Schemas<ChannelKey, ChannelSummary> = {
  input: exactly(z.strictObject(channelKey)),
  output: ChannelSummary,
}
/** Who invited cannot invite the caller to this channel again for a month. Declining again changes nothing. */
export const membersDecline: Schemas<ChannelKey, null> = {
  input: exactly(z.strictObject(channelKey)),
  output: z.null(),
}
/** The caller's invitations that wait for an answer, newest first. */
export const membersInvitations: Schemas<undefined, Invitation[]> = { output: z.array(Invitation) }
/** Somebody who is invited to a channel and has not answered yet. */
export interface InvitedUser {
  user: User
  /** Null when that account was deleted. */
  invitedBy: string | null
  invitedAt: string
}
const InvitedUser: Schema<InvitedUser> = exactly(
  z.strictObject({ user: User, invitedBy: id.nullable(), invitedAt: time }),
)
/** Newest first. Members see it. */
export const membersInvited: Schemas<ChannelKey, InvitedUser[]> = {
  input: exactly(z.strictObject(channelKey)),
  output: z.array(InvitedUser),
}
