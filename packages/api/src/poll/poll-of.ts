import type { MessageRow } from '@chime/db'
import type { Poll } from '@chime/protocol'
import { notFound } from '../errors.ts'
import { mustNotBeDeleted } from '../message/change.ts'

/** @throws Refusal `FORBIDDEN` for what was deleted, `NOT_FOUND` for any other message */
export function pollOf(message: MessageRow): Poll {
  mustNotBeDeleted(message)
  if (!message.poll) throw notFound('poll')
  return message.poll
}
