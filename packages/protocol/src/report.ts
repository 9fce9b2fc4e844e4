import { z } from 'zod'
import {
  type IdKey,
  id,
  idKey,
  type MessageKey,
  messageKey,
  time,
  type UserKey,
  userKey,
  visibleText,
} from './fields.ts'
import { limits } from './limits.ts'
import { Message } from './message.ts'
import { exactly, type Schema, type Schemas } from './schema.ts'
import { User } from './user.ts'

const reason = visibleText(limits.reportReasonMax)

export interface UsersReportInput extends UserKey {
  reason: string
}
export const usersReport: Schemas<UsersReportInput, null> = {
  input: exactly(z.strictObject({ ...userKey, reason })),
  output: z.null(),
}

export interface MessagesReportInput extends MessageKey {
  reason: string
}
export const messagesReport: Schemas<MessagesReportInput, null> = {
  input: exactly(z.strictObject({ ...messageKey, reason })),
  output: z.null(),
}

/** A message or a person that somebody has reported to the admins of the server. */
export interface Report {
  id: string
  reporter: User | null
  /** The person who is reported: the author of the message, or the person themselves. */
  user: User | null
  /** The message as it is now. Null when a person was reported. */
  message: Message | null
  /** What the message said when it was reported. It may have been edited or deleted since. */
  content: string | null
  reason: string
  createdAt: string
  resolvedAt: string | null
  resolvedBy: string | null
}
export const Report: Schema<Report> = exactly(
  z.strictObject({
    id,
    reporter: User.nullable(),
    user: User.nullable(),
    message: Message.nullable(),
    content: z.string().nullable(),
    reason: z.string(),
    createdAt: time,
    resolvedAt: time.nullable(),
    resolvedBy: id.nullable(),
  }),
)

export interface AdminReportsInput {
  /** Also lists reports that were resolved. */
  all?: boolean | undefined
  /** The `cursor` of the page before. */
  cursor?: string | undefined
  limit?: number | undefined
}
export interface ReportsPage {
  /** Newest first. */
  reports: Report[]
  /** Null: this was the last page. */
  cursor: string | null
}
export const adminReports: Schemas<AdminReportsInput, ReportsPage, 'limit'> = {
  input: exactly(
    z.strictObject({
      all: z.boolean().optional(),
      cursor: id.optional(),
      limit: z.int().min(1).max(limits.pageMax).default(limits.pageDefault),
    }),
  ),
  output: exactly(z.strictObject({ reports: z.array(Report), cursor: id.nullable() })),
}
export const adminResolveReport: Schemas<IdKey, null> = { input: exactly(z.strictObject(idKey)), output: z.null() }
