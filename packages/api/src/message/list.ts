import { type MessageRow, schema, type Tx } from '@chime/db'
import type { Message } from '@chime/protocol'
import { and, asc, desc, eq, gte, lt } from 'drizzle-orm'
import { readable } from '../channel/access.ts'
import type { SignedInContext } from '../context.ts'
import { notFound } from '../errors.ts'
import { snapshot } from '../snapshot.ts'
import { toMessage } from './present.ts'

const { messages } = schema

type Input = { channelId: string; before?: number; after?: number; around?: number; limit: number }
type Page = { messages: Message[]; revision: number; hasBefore: boolean; hasAfter: boolean }

/** A page by position, so that new messages never shift it. One snapshot: `revision` is what to follow from. */
export function listMessages(ctx: SignedInContext, input: Input): Promise<Page> {
  return snapshot(ctx.services.db, async (tx) => {
    const { channel } = await readable(tx, ctx.actor.userId, input.channelId)
    const rows = await readPage(tx, input)
    const first = rows[0]?.number
    const last = rows.at(-1)?.number
    return {
      messages: rows.map(toMessage),
      revision: channel.revision,
      // Numbers are dense, so the page's ends tell what lies beyond them.
      hasBefore:
        first === undefined ? input.after !== undefined && channel.lastNumber > 0 : first > channel.firstNumber,
      hasAfter: last === undefined ? (input.before ?? Infinity) <= channel.lastNumber : last < channel.lastNumber,
    }
  })
}

async function readPage(tx: Tx, { channelId, before, after, around, limit }: Input): Promise<MessageRow[]> {
  const mine = eq(messages.channelId, channelId)
  const ascending = (from: number, count: number) =>
    tx
      .select()
      .from(messages)
      .where(and(mine, gte(messages.number, from)))
      .orderBy(asc(messages.number))
      .limit(count)
  const descending = async (to: number | null, count: number) => {
    const where = to === null ? mine : and(mine, lt(messages.number, to))
    return (await tx.select().from(messages).where(where).orderBy(desc(messages.number)).limit(count)).reverse()
  }
  if (after !== undefined) return ascending(after + 1, limit)
  if (around === undefined) return descending(before ?? null, limit)
  // Half before it, itself and the rest after it; what one side lacks, the other gives.
  const older = await descending(around, limit)
  const newer = await ascending(around, limit)
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
