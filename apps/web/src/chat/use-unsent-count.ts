import { useChime, useReadable } from '@chime/client/react'

/** How many of my messages the server does not have yet, in all channels. */
export function useUnsentCount(): number {
  return useReadable(useChime().unsent)
}
