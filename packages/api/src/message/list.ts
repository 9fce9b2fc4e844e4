import { type MessageRow, schema } from '@chime/db'
import type { Message } from '@chime/protocol'
import { and, eq } from 'drizzle-orm'
import { readable } from '../channel/access.ts'
import type { SignedInContext } from '../context.ts'
import { notFound } from '../errors.ts'
import { snapshot } from '../snapshot.ts'
import { readPage, type Span } from './page.ts'
import { toMessage } from './present.ts'

const { messages } = schema

type Input = { channelId: string; before?: number; after?: number; around?: number; limit: number }
type Page = { messages: Message[]; revision: number; hasBefore: boolean; hasAfter: boolean }

/** A page by position, so that new messages never shift it. One snapshot: `revision` is what to follow from. */
export async function listMessages(ctx: SignedInContext, input: Input): Promise<Page> {
  const { channel, below, from } = await readPage(ctx.services.db, ctx.actor.userId, input.channelId, spanOf(input))
  const rows = centre(below, from, input.limit)
  const first = rows[0]?.number
  const last = rows.at(-1)?.number
  return {
    messages: rows.map(toMessage),
    revision: channel.revision,
    // Numbers are dense, so the page's ends tell what lies beyond them.
    hasBefore: first === undefined ? input.after !== undefined && channel.lastNumber > 0 : first > channel.firstNumber,
    hasAfter: last === undefined ? (input.before ?? Infinity) <= channel.lastNumber : last < channel.lastNumber,
  }
}

function spanOf({ before, after, around, limit }: Input): Span {
  if (after !== undefined) return { way: 'from', number: after + 1, limit }
  if (around !== undefined) return { way: 'both', number: around, limit }
  return { way: 'below', number: before ?? Number.MAX_SAFE_INTEGER, limit }
}

/** Half before the middle, itself and the rest after it; what one side lacks, the other gives. */
function centre(older: MessageRow[], newer: MessageRow[], limit: number): MessageRow[] {
  const half = Math.floor((limit - 1) / 2)
  const fromOlder = Math.min(older.length, Math.max(half, limit - newer.length))
  return [...older.slice(older.length - fromOlder), ...newer.slice(0, limit - fromOlder)]
}

/** @throws Refusal `NOT_FOUND` */
export function getMessage(ctx: SignedInContext, input: { channelId: string; number: number }): Promise<Message> {
  return snapshot(ctx.services.db, async (tx) => {
    await readable(tx, ctx.actor.userId, input.channelId)
    const [row] = await tx
      .select()
      .from(messages)
      .where(and(eq(messages.channelId, input.channelId), eq(messages.number, input.number)))
    if (!row) throw notFound('message')
    return toMessage(row)
  })
}
