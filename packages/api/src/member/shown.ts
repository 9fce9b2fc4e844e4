import { schema } from '@chime/db'
import { and, eq, isNull } from 'drizzle-orm'

const { members } = schema

/**
 * Selects the rows of `members` that their owner is shown: those of channels that they are in, and of threads that they
 * follow. `isNull(members.leftAt)` alone also selects threads that somebody has ended following: they may still have the
 * stream of such a thread.
 */
export const isShown = and(isNull(members.leftAt), eq(members.follows, true))
