import type { Saved } from '@chime/protocol'
import { useChime } from './provider.ts'
import { useReadable } from './readable.ts'

/** Which messages the user has saved for later, the last saved first. */
export function useSaved(): Saved[] {
  return useReadable(useChime().saved)
}
