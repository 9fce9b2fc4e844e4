import type { Group } from '@chime/protocol'
import { useChime } from './provider.ts'
import { useReadable } from './readable.ts'

/** The server's user groups with their members, sorted by handle. */
export function useGroups(): Group[] {
  return useReadable(useChime().groups)
}
