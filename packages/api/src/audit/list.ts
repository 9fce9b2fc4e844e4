import { schema, type Tx } from '@chime/db'
import type { AuditEntry, AuditPage } from '@chime/protocol'
import { desc, lt } from 'drizzle-orm'
import { z } from 'zod'
import { mustAdminister } from '../admin/access.ts'
import type { SignedInContext } from '../context.ts'
import { fitInPage } from '../cost/page-bytes.ts'
import { snapshot } from '../snapshot.ts'
import type { AuditRow } from './entry.ts'

const { auditEntries } = schema

type Input = { before?: number | undefined; limit: number }

/**
 * What admins and moderators have done, newest first.
 *
 * @throws Refusal `FORBIDDEN` for anybody who is no admin of this server
 */
export function listAudit(ctx: SignedInContext, input: Input): Promise<AuditPage> {
  return snapshot(ctx.services.db, async (tx) => {
    await mustAdminister(tx, ctx.actor.userId)
    return readAudit(tx, input)
  })
}

/** One page of the audit log, for whoever may read it. */
export async function readAudit(tx: Pick<Tx, 'select'>, { before, limit }: Input): Promise<AuditPage> {
  const rows = await tx
    .select()
    .from(auditEntries)
    .where(before === undefined ? undefined : lt(auditEntries.number, before))
    .orderBy(desc(auditEntries.number))
    .limit(limit + 1)
  const entries = fitInPage(rows.slice(0, limit).map(toEntry))
  return { entries, cursor: rows.length > entries.length ? (entries.at(-1)?.number ?? null) : null }
}

const Details = z.record(z.string(), z.string()).catch({})

const toEntry = ({ hash: _, at, details, ...row }: AuditRow): AuditEntry => ({
  ...row,
  at: at.toISOString(),
  details: detailsOf(details),
})

/** What somebody has put there by hand must not keep admins from reading the rest. */
function detailsOf(text: string): Record<string, string> {
  try {
    return Details.parse(JSON.parse(text))
  } catch {
    return {}
  }
}
