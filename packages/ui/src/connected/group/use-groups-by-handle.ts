import { useGroups } from '@chime/client/react'
import type { Group } from '@chime/protocol'
import { useMemo } from 'react'

/** The user groups of this server, by handle. */
export function useGroupsByHandle(): ReadonlyMap<string, Group> {
  const all = useGroups()
  return useMemo(() => new Map(all.map((group) => [group.handle, group])), [all])
}
