import { z } from 'zod'
import type { Message } from './message.ts'
import { id } from './text.ts'

const people = {
  /** The first of those concerned, `limits.noticePeopleMax` at most. */
  userIds: z
    .string()
    .transform((ids) => ids.split(' ').filter(Boolean))
    .pipe(z.array(id)),
  /** How many they are. */
  count: z.coerce.number().int().positive(),
}

/**
 * What a system message says has happened; it stands in the message's metadata, so that a UI can say it in its own words. Who
 * did it is the message's `userId`. A direct conversation and a thread have none; an announcement channel has none of people
 * who come and go by themselves.
 */
export const Notice = z.discriminatedUnion('notice', [
  z.object({ notice: z.literal('joined') }),
  z.object({ notice: z.literal('left') }),
  z.object({ notice: z.literal('added'), ...people }),
  z.object({ notice: z.literal('removed'), ...people }),
  z.object({ notice: z.literal('role'), ...people, role: z.enum(['owner', 'admin', 'member']) }),
  z.object({ notice: z.literal('renamed'), name: z.string() }),
  z.object({ notice: z.literal('described'), description: z.string() }),
  z.object({ notice: z.literal('slowed'), seconds: z.coerce.number().int().nonnegative() }),
  z.object({ notice: z.literal('archived') }),
  z.object({ notice: z.literal('unarchived') }),
])
export type Notice = z.infer<typeof Notice>

/** @returns null for what people wrote, and for a notice of a kind that this version does not know: show its content */
export function noticeOf({ kind, metadata }: Pick<Message, 'kind' | 'metadata'>): Notice | null {
  if (kind !== 'system') return null
  return Notice.safeParse(metadata).data ?? null
}
