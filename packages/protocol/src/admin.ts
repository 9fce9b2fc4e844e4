import { z } from 'zod'
import { type UserKey, userKey } from './fields.ts'
import { exactly, type Schemas } from './schema.ts'

/** Ends all sessions of a user, on every node within 2 s, and refuses every later login. */
export const adminSuspend: Schemas<UserKey, null> = { input: exactly(z.strictObject(userKey)), output: z.null() }
export const adminUnsuspend: Schemas<UserKey, null> = { input: exactly(z.strictObject(userKey)), output: z.null() }
