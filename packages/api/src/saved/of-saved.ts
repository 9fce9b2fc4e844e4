import { schema } from '@chime/db'
import { and, eq } from 'drizzle-orm'
import type { MessageKey } from '../message/change.ts'

const { saved } = schema

/** The condition for the row of a message that somebody has saved. */
export const ofSaved = (userId: string, { channelId, number }: MessageKey) =>
  and(eq(saved.userId, userId), eq(saved.channelId, channelId), eq(saved.number, number))
