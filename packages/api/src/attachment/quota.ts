import { type Database, schema, type Tx } from '@chime/db'
import { and, eq, ne, sql } from 'drizzle-orm'
import type { SignedInContext } from '../context.ts'
import { Refusal } from '../errors.ts'

const { attachments } = schema

/** A forwarded file has a row of its own and shares the bytes of the first one: it does not count. */
const isOriginal = sql`starts_with(${attachments.storeKey}, ${attachments.id} || '/')`

/**
 * Refuses a file for which there is no room any more. Call it under the lock on the person, so that two uploads at once
 * do not both find the last room.
 *
 * @throws Refusal `TOO_LARGE` where the person's own files are too many, `UNAVAILABLE` where everybody's are
 */
export async function mustHaveQuota(tx: Tx, { services, actor, log }: SignedInContext, size: number): Promise<void> {
  const { person, server } = services.fileQuotas
  if (Number.isFinite(person)) {
    const used = await sumOf(
      tx,
      and(eq(attachments.userId, actor.userId), isOriginal, ne(attachments.state, 'refused')),
    )
    if (used + size > person) {
      throw new Refusal(
        'TOO_LARGE',
        `Your files take ${mib(used)} of ${mib(person)} MiB, and this one needs ${mib(size)}: delete some first`,
        { field: 'size' },
      )
    }
  }
  if (Number.isFinite(server) && (await usedByAll(services.db)) + size > server) {
    log.error({ size, server }, 'a file was refused: all files together take what FILES_MIB allows')
    throw new Refusal('UNAVAILABLE', 'The server has no more room for files', { retryAfterMs: 60_000 })
  }
}

/** All files are added up at most this often, because that reads the whole table. */
const addUpEveryMs = 10_000
const sums = new WeakMap<Database, { at: number; bytes: Promise<number> }>()

function usedByAll(db: Database): Promise<number> {
  const known = sums.get(db)
  if (known && Date.now() - known.at < addUpEveryMs) return known.bytes
  const bytes = sumOf(db.drizzle, and(isOriginal, ne(attachments.state, 'refused')))
  sums.set(db, { at: Date.now(), bytes })
  bytes.catch(() => sums.delete(db))
  return bytes
}

async function sumOf(db: Pick<Tx, 'select'>, where: ReturnType<typeof and>): Promise<number> {
  const [row] = await db
    .select({ bytes: sql<number>`coalesce(sum(${attachments.size}), 0)::float8` })
    .from(attachments)
    .where(where)
  return row?.bytes ?? 0
}

const mib = (bytes: number) => Math.ceil(bytes / 1024 / 1024)
