import { useChime, useReadable } from '@chime/client/react'

/** How many of my messages are not on the server yet, in all channels together. */
export function useUnsentCount(): number {
  return useReadable(useChime().unsent)
}
