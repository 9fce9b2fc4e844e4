import type { MessageRow } from '@chime/db'
import type { Message } from '@chime/protocol'
import type { SignedInContext } from '../context.ts'
import { fitInPage } from '../cost/page-bytes.ts'
import { toMessage } from './present.ts'
import { readPage, type Span } from './read-page.ts'

type Input = { channelId: string; before?: number; after?: number; around?: number; limit: number }
type Page = { messages: Message[]; revision: number; hasBefore: boolean; hasAfter: boolean }

/**
 * Reads a page of messages by their numbers, so that new messages never shift it. Page and `revision` are of one
 * moment: the client follows `channels.changes` from there. A page of long messages may be shorter than asked for.
 */
export async function listMessages(ctx: SignedInContext, input: Input): Promise<Page> {
  const { channel, below, from } = await readPage(ctx.services.db, ctx.actor.userId, input.channelId, spanOf(input))
  const rows = shorten(centre(below, from, input.limit).map(toMessage), input)
  const first = rows[0]?.number
  const last = rows.at(-1)?.number
  return {
    messages: rows,
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

/** Leaves out what is furthest from where the page was asked for, if all together is too large for a page. */
function shorten(rows: Message[], { before, after, around }: Input): Message[] {
  const place = after ?? around ?? before ?? Number.MAX_SAFE_INTEGER
  const byDistance = [...rows].sort((a, b) => Math.abs(a.number - place) - Math.abs(b.number - place))
  return fitInPage(byDistance).sort((a, b) => a.number - b.number)
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
