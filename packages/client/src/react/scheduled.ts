import type { Scheduled } from '@chime/protocol'
import { useChime } from './provider.ts'
import { useReadable } from './readable.ts'

/** The user's scheduled messages, including those that could not be sent. */
export function useScheduled(): Scheduled[] {
  return useReadable(useChime().scheduled)
}
