import type { MessageRow } from '@chime/db'
import type { Poll } from '@chime/protocol'
import { notFound } from '../errors.ts'
import { mustNotBeDeleted } from '../message/change.ts'

/** @throws Refusal `FORBIDDEN` for a deleted message, `NOT_FOUND` for a message that is no poll */
export function pollOf(message: MessageRow): Poll {
  mustNotBeDeleted(message)
  if (!message.poll) throw notFound('poll')
  return message.poll
}
