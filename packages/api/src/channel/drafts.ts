import { schema } from '@chime/db'
import { type Draft, limits } from '@chime/protocol'
import { and, desc, eq, exists, inArray, isNull, ne, or } from 'drizzle-orm'
import { alias } from 'drizzle-orm/pg-core'
import type { SignedInContext } from '../context.ts'
import { toDraft } from '../user/own-rows.ts'
import { homeId } from './access.ts'

const { channels, drafts, members } = schema
const home = alias(channels, 'home')

/** What I have begun to write and not sent, in channels that I may read; the last written first. */
export async function listDrafts({ services, actor }: SignedInContext): Promise<Draft[]> {
  const { drizzle } = services.db
  const member = drizzle
    .select()
    .from(members)
    .where(and(eq(members.channelId, home.id), eq(members.userId, actor.userId), isNull(members.leftAt)))
  const rows = await drizzle
    .select({ draft: drafts })
    .from(drafts)
    .innerJoin(channels, eq(channels.id, drafts.channelId))
    .innerJoin(home, eq(home.id, homeId))
    .where(
      and(
        eq(drafts.userId, actor.userId),
        ne(drafts.content, ''),
        or(inArray(home.kind, ['public', 'announcement']), exists(member)),
      ),
    )
    .orderBy(desc(drafts.updatedAt))
    .limit(limits.draftsMax)
  return rows.map(({ draft }) => toDraft(draft))
}
