import { schema } from '@chime/db'
import { and, eq, isNull, sql } from 'drizzle-orm'
import { networkOf } from '../auth/network.ts'
import type { Context } from '../context.ts'
import { Refusal } from '../errors.ts'
import { limit, rules } from '../rate-limits.ts'
import { hashKey, isKey } from './key.ts'
import type { ServerKeyRow } from './present.ts'

const { serverKeys } = schema

/** How exact `lastUsedAt` is. Updating it at every call would cost a write for each. */
const lastUsedEveryMs = 60_000

/**
 * Finds the server key of a request. It is read from the database for every call, so a key that is revoked is refused
 * at once, on every node.
 *
 * @throws Refusal `INVALID_INPUT` over a WebSocket, `FORBIDDEN` for a request that a browser sent, `UNAUTHENTICATED`
 * without a valid key, `RATE_LIMITED`
 */
export async function authenticateServer(ctx: Context): Promise<ServerKeyRow> {
  if (ctx.transport !== 'http') throw new Refusal('INVALID_INPUT', 'This procedure is called over HTTP')
  refuseBrowser(ctx)
  const row = ctx.bearer !== null && isKey(ctx.bearer) ? await find(ctx, ctx.bearer) : null
  if (!row) {
    await limit(ctx, rules.wrongServerKey, networkOf(ctx.address))
    ctx.log.warn({ address: ctx.address }, 'server key refused')
    const text = ctx.bearer === null ? 'A server key is missing' : 'There is no such server key, or it was revoked'
    throw new Refusal('UNAUTHENTICATED', `${text} (Authorization: Bearer ck_…)`)
  }
  await limit(ctx, rules.serverKey, row.id)
  return row
}

/** Whatever a page knows, its visitors know. With the key they could sign in as anybody. */
function refuseBrowser({ browserHeader, address, log }: Context): void {
  if (browserHeader === null) return
  log.warn({ address, header: browserHeader }, 'a browser tried to use a server key')
  const why = `this request has the header ${browserHeader}, as browsers send it`
  const text = `Only your server may call this: ${why}. A server key that a page knows is no secret: revoke it`
  throw new Refusal('FORBIDDEN', text)
}

async function find({ services }: Context, key: string): Promise<ServerKeyRow | null> {
  const { drizzle } = services.db
  const [row] = await drizzle
    .select()
    .from(serverKeys)
    .where(and(eq(serverKeys.keyHash, hashKey(key)), isNull(serverKeys.revokedAt)))
  if (!row) return null
  if (Date.now() - (row.lastUsedAt?.getTime() ?? 0) > lastUsedEveryMs) {
    await drizzle.update(serverKeys).set({ lastUsedAt: sql`now()` }).where(eq(serverKeys.id, row.id))
  }
  return row
}
