import { z } from 'zod'
import { type UserKey, userKey } from './fields.ts'
import { exactly, type Schema, type Schemas } from './schema.ts'
import { User } from './user.ts'

/**
 * Whether the caller blocks this user. A block hides the user's messages on the client; on the server it ends direct
 * messages, invitations, mentions, reactions, presence, receipts and typing between the two, both ways, and their
 * messages are not unread.
 */
export interface Block {
  userId: string
  blocked: boolean
}
export const Block: Schema<Block> = exactly(z.strictObject({ ...userKey, blocked: z.boolean() }))

export const usersBlock: Schemas<UserKey, null> = { input: exactly(z.strictObject(userKey)), output: z.null() }
export const usersUnblock: Schemas<UserKey, null> = { input: exactly(z.strictObject(userKey)), output: z.null() }
/** The most recently blocked first. */
export const usersBlocked: Schemas<undefined, User[]> = { output: z.array(User) }
