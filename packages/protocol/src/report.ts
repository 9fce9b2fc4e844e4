import { z } from 'zod'
import { limits } from './limits.ts'
import { Message } from './message.ts'
import { id, number, text, time } from './text.ts'
import { User } from './user.ts'

const reason = text(limits.reportReasonMax, 1)

export const usersReport = { input: z.strictObject({ userId: id, reason }), output: z.null() }
export const messagesReport = { input: z.strictObject({ channelId: id, number, reason }), output: z.null() }

/** What somebody told the admins of the server. */
export const Report = z.strictObject({
  id,
  reporter: User.nullable(),
  /** Who is complained of: who wrote the message, or the person. */
  user: User.nullable(),
  /** As it is now; null when a person was reported. */
  message: Message.nullable(),
  /** What the message said when it was reported: it may have been edited or deleted since. */
  content: z.string().nullable(),
  reason: z.string(),
  createdAt: time,
  resolvedAt: time.nullable(),
  resolvedBy: id.nullable(),
})
export type Report = z.infer<typeof Report>

export const adminReports = {
  input: z.strictObject({
    /** Also those that were resolved. */
    all: z.boolean().optional(),
    cursor: id.optional(),
    limit: z.int().min(1).max(limits.pageMax).default(limits.pageDefault),
  }),
  /** The newest first. */
  output: z.strictObject({ reports: z.array(Report), cursor: id.nullable() }),
}
export const adminResolveReport = { input: z.strictObject({ id }), output: z.null() }
