import { z } from 'zod'
import { Block } from './block.ts'
import { ChannelSummary } from './channel.ts'
import { Draft } from './draft.ts'
import { id, revision } from './fields.ts'
import { Invitation } from './invitation.ts'
import { limits } from './limits.ts'
import { Reminder } from './reminder.ts'
import { Saved } from './saved.ts'
import { Scheduled } from './scheduled.ts'
import { exactly, type Schemas } from './schema.ts'
import { Me } from './user.ts'

export interface UsersChangesInput {
  /** The revision that the client has. */
  since: number
  limit?: number | undefined
}
/**
 * What has changed on the caller's own stream: memberships, read markers, profile, drafts, blocks, scheduled messages,
 * reminders, saved messages and invitations. `epoch`, `revision`, `more` and `reset` are those of `ChannelChanges`.
 */
export interface UserChanges {
  epoch: string
  revision: number
  more: boolean
  reset: boolean
  /** Null if the profile has not changed. */
  me: Me | null
  /** Channels that the caller is in and where their membership has changed. */
  channels: ChannelSummary[]
  /** Ids of the channels that the caller has left. */
  left: string[]
  /** Includes drafts that are empty now. */
  drafts: Draft[]
  blocks: Block[]
  /** Includes messages that were sent or taken back. */
  scheduled: Scheduled[]
  reminders: Reminder[]
  /** Includes messages that are not saved any more. */
  saved: Saved[]
  /** Includes those that were answered or withdrawn. */
  invitations: Invitation[]
}
export const usersChanges: Schemas<UsersChangesInput, UserChanges, 'limit'> = {
  input: exactly(
    z.strictObject({ since: revision, limit: z.int().min(1).max(limits.changesMax).default(limits.pageMax) }),
  ),
  output: exactly(
    z.strictObject({
      epoch: id,
      revision,
      more: z.boolean(),
      reset: z.boolean(),
      me: Me.nullable(),
      channels: z.array(ChannelSummary),
      left: z.array(id),
      drafts: z.array(Draft),
      blocks: z.array(Block),
      scheduled: z.array(Scheduled),
      reminders: z.array(Reminder),
      saved: z.array(Saved),
      invitations: z.array(Invitation),
    }),
  ),
}
