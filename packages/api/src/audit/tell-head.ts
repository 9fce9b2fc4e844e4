import { schema } from '@chime/db'
import { desc } from 'drizzle-orm'
import { repeat } from '../repeat.ts'
import type { Services } from '../services.ts'
import { hashOf, noHash } from './entry.ts'

const { auditEntries } = schema

const everyMs = 60 * 60 * 1_000

/**
 * Writes the last entry of the audit log into the server's log, at once and every hour. Whoever removes the newest
 * entries from the database would have to change that log too: `npm run admin -- audit --verify --head` compares them.
 */
export function createAuditHeads(services: Pick<Services, 'db' | 'auditKey' | 'log'>): { close(): void } {
  const { log } = services
  const failure = 'the head of the audit log was not read; tried again'
  void tell(services).catch((err: unknown) => log.warn({ err }, failure))
  return { close: repeat(everyMs, () => tell(services), log, failure) }
}

async function tell({ db, auditKey, log }: Pick<Services, 'db' | 'auditKey' | 'log'>): Promise<void> {
  const [last, before] = await db.drizzle.select().from(auditEntries).orderBy(desc(auditEntries.number)).limit(2)
  if (!last) return
  const { number, hash } = last
  log.info({ head: `${number}:${hash}` }, 'head of the audit log')
  if (hash === hashOf(await auditKey(), before?.hash ?? noHash, last)) return
  log.error({ number }, 'the last entry of the audit log was changed, or was written with another key: verify the log')
}
