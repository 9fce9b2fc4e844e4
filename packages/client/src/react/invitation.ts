import type { Invitation } from '@chime/protocol'
import { useChime } from './provider.ts'
import { useReadable } from './readable.ts'

/** The channels to which the user is invited and has not answered, newest first. */
export function useInvitations(): Invitation[] {
  return useReadable(useChime().invitations)
}
