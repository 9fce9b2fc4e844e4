import type { Group } from '@chime/protocol'
import type { Readable } from '../readable.ts'
import type { Groups, GroupsContext } from '../user/groups.ts'
import { laterReadable } from './later.ts'

/** The user groups. What loads them is loaded itself once somebody looks at them. */
export function laterGroups(
  context: GroupsContext,
  load: () => Promise<(context: GroupsContext) => Groups>,
): Readable<Group[]> {
  let groups: Groups | null = null
  return laterReadable<Group[]>(async () => {
    const make = await load()
    groups ??= make(context)
    return groups.all
  }, [])
}
