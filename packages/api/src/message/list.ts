import type { MessageRow } from '@chime/db'
import type { Message } from '@chime/protocol'
import type { SignedInContext } from '../context.ts'
import { toMessage } from './present.ts'
import { readPage, type Span } from './read-page.ts'

type Input = { channelId: string; before?: number; after?: number; around?: number; limit: number }
type Page = { messages: Message[]; revision: number; hasBefore: boolean; hasAfter: boolean }

/**
 * Reads a page of messages by their numbers, so that new messages never shift it. Page and `revision` are of one
 * moment: the client follows `channels.changes` from there.
 */
export async function listMessages(ctx: SignedInContext, input: Input): Promise<Page> {
  const { channel, below, from } = await readPage(ctx.services.db, ctx.actor.userId, input.channelId, spanOf(input))
  const rows = centre(below, from, input.limit)
  const first = rows[0]?.number
  const last = rows.at(-1)?.number
  return {
    messages: rows.map(toMessage),
    revision: channel.revision,
    // Numbers have no gaps, so the first and last number of the page tell whether there are more messages.
    hasBefore: first === undefined ? input.after !== undefined && channel.lastNumber > 0 : first > channel.firstNumber,
    hasAfter: last === undefined ? (input.before ?? Infinity) <= channel.lastNumber : last < channel.lastNumber,
  }
}

function spanOf({ before, after, around, limit }: Input): Span {
  if (after !== undefined) return { way: 'from', number: after + 1, limit }
  if (around !== undefined) return { way: 'both', number: around, limit }
  return { way: 'below', number: before ?? Number.MAX_SAFE_INTEGER, limit }
}

/**
 * Picks the page around the middle: half of it from before, the rest from the middle on. What one side lacks is taken
 * from the other.
 */
function centre(older: MessageRow[], newer: MessageRow[], limit: number): MessageRow[] {
  const half = Math.floor((limit - 1) / 2)
  const fromOlder = Math.min(older.length, Math.max(half, limit - newer.length))
  return [...older.slice(older.length - fromOlder), ...newer.slice(0, limit - fromOlder)]
}
