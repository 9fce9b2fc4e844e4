import { z } from 'zod'
import { ChannelKind, ChannelSummary } from './channel.ts'
import { type ChannelKey, channelKey, type IdKey, id, idKey, text, time } from './fields.ts'
import { limits } from './limits.ts'
import { exactly, type Schema, type Schemas } from './schema.ts'
import { User } from './user.ts'

/** Anybody who has the code may join the channel. */
export interface Invite {
  id: string
  channelId: string
  code: string
  createdBy: string | null
  createdAt: string
  /** Null: the invite never expires. */
  expiresAt: string | null
  /** Null: there is no limit. */
  maxUses: number | null
  uses: number
}
export const Invite: Schema<Invite> = exactly(
  z.strictObject({
    id,
    ...channelKey,
    code: z.string(),
    createdBy: id.nullable(),
    createdAt: time,
    expiresAt: time.nullable(),
    maxUses: z.int().positive().nullable(),
    uses: z.int().nonnegative(),
  }),
)

export interface InvitesCreateInput extends ChannelKey {
  expiresAt?: string | undefined
  maxUses?: number | undefined
}
export const invitesCreate: Schemas<InvitesCreateInput, Invite> = {
  input: exactly(
    z.strictObject({
      ...channelKey,
      expiresAt: time.optional(),
      maxUses: z.int().positive().max(limits.inviteUsesMax).optional(),
    }),
  ),
  output: Invite,
}
/** Those that can still be used, newest first. */
export const invitesList: Schemas<ChannelKey, Invite[]> = {
  input: exactly(z.strictObject(channelKey)),
  output: z.array(Invite),
}
export const invitesRevoke: Schemas<IdKey, null> = { input: exactly(z.strictObject(idKey)), output: z.null() }

/** Names an invite to those who have its code. */
export interface InviteCode {
  code: string
}
const InviteCode: Schema<InviteCode> = exactly(z.strictObject({ code: text(limits.inviteCodeMax, 1) }))

/** What somebody with the code may know before they join. */
export interface InvitedChannel {
  channelId: string
  kind: ChannelKind
  name: string | null
  description: string | null
  memberCount: number
  invitedBy: User | null
}
export const invitesLook: Schemas<InviteCode, InvitedChannel> = {
  input: InviteCode,
  output: exactly(
    z.strictObject({
      ...channelKey,
      kind: ChannelKind,
      name: z.string().nullable(),
      description: z.string().nullable(),
      memberCount: z.int(),
      invitedBy: User.nullable(),
    }),
  ),
}
export const invitesAccept: Schemas<InviteCode, ChannelSummary> = { input: InviteCode, output: ChannelSummary }
