import { z } from 'zod'
import { id } from './text.ts'

const user = z.strictObject({ userId: id })

/** Ends all their sessions, on every node within 2 s, and lets them sign in no more. */
export const adminSuspend = { input: user, output: z.null() }
export const adminUnsuspend = { input: user, output: z.null() }
