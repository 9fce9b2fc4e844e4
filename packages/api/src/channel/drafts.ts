import { schema } from '@chime/db'
import { type Draft, limits } from '@chime/protocol'
import { and, desc, eq, ne } from 'drizzle-orm'
import type { SignedInContext } from '../context.ts'
import { toDraft } from '../user/own-rows.ts'

const { drafts } = schema

/**
 * What I have begun to write and not sent, the last written first. Also where I may read no longer: it is my text, and devices
 * that held it before hold it still.
 */
export async function listDrafts({ services, actor }: SignedInContext): Promise<Draft[]> {
  const rows = await services.db.drizzle
    .select()
    .from(drafts)
    .where(and(eq(drafts.userId, actor.userId), ne(drafts.content, '')))
    .orderBy(desc(drafts.updatedAt))
    .limit(limits.draftsMax)
  return rows.map(toDraft)
}
