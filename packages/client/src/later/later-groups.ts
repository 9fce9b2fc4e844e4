import type { Group } from '@chime/protocol'
import type { Readable } from '../readable.ts'
import type { Groups, GroupsContext } from '../user/groups.ts'
import { laterReadable } from './later.ts'

/** The user groups. What loads them is loaded itself once somebody looks at them. */
export function laterGroups(
  context: GroupsContext,
  load: () => Promise<(context: GroupsContext) => Groups>,
): Readable<Group[]> {
  let made: Promise<Groups> | null = null
  const groups = () => {
    made ??= load().then((make) => make(context))
    return made
  }
  return laterReadable<Group[]>(async () => (await groups()).all, [])
}
