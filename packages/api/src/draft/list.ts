import { schema } from '@chime/db'
import { type Draft, limits } from '@chime/protocol'
import { and, desc, eq, ne } from 'drizzle-orm'
import type { SignedInContext } from '../context.ts'
import { toDraft } from './present.ts'

const { drafts } = schema

/** The caller's drafts, the most recently written first. */
export async function listDrafts({ services, actor }: SignedInContext): Promise<Draft[]> {
  const rows = await services.db.drizzle
    .select()
    .from(drafts)
    .where(and(eq(drafts.userId, actor.userId), ne(drafts.content, '')))
    .orderBy(desc(drafts.updatedAt))
    .limit(limits.draftsMax)
  return rows.map(toDraft)
}
