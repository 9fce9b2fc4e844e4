import { schema } from '@chime/db'
import type { Group } from '@chime/protocol'
import { asc, isNull } from 'drizzle-orm'
import type { Services } from '../services.ts'
import { snapshot } from '../snapshot.ts'
import { presentGroups } from './present.ts'

const { groups } = schema

/** All user groups with their members, by handle. */
export function listGroups({ db }: Pick<Services, 'db'>): Promise<Group[]> {
  return snapshot(db, async (tx) => {
    const rows = await tx.select().from(groups).where(isNull(groups.deletedAt)).orderBy(asc(groups.handle))
    return presentGroups(tx, rows)
  })
}
