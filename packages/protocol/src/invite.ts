import { z } from 'zod'
import { ChannelKind, ChannelSummary } from './channel.ts'
import { limits } from './limits.ts'
import { id, text, time } from './text.ts'
import { User } from './user.ts'

/** Whoever has the code may join. */
export const Invite = z.strictObject({
  id,
  channelId: id,
  code: z.string(),
  createdBy: id.nullable(),
  createdAt: time,
  /** Null: never. */
  expiresAt: time.nullable(),
  /** Null: as many as like. */
  maxUses: z.int().positive().nullable(),
  uses: z.int().nonnegative(),
})
export type Invite = z.infer<typeof Invite>

const code = z.strictObject({ code: text(limits.inviteCodeMax, 1) })

export const invitesCreate = {
  input: z.strictObject({
    channelId: id,
    expiresAt: time.optional(),
    maxUses: z.int().positive().max(limits.inviteUsesMax).optional(),
  }),
  output: Invite,
}
/** Those that can still be used, the newest first. */
export const invitesList = { input: z.strictObject({ channelId: id }), output: z.array(Invite) }
export const invitesRevoke = { input: z.strictObject({ id }), output: z.null() }
/** What one may know before joining. */
export const invitesLook = {
  input: code,
  output: z.strictObject({
    channelId: id,
    kind: ChannelKind,
    name: z.string().nullable(),
    description: z.string().nullable(),
    memberCount: z.int(),
    invitedBy: User.nullable(),
  }),
}
export const invitesAccept = { input: code, output: ChannelSummary }
