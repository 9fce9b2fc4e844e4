import type { CustomEmoji } from '@chime/protocol'
import { useChime } from './provider.ts'
import { useReadable } from './readable.ts'

export function useCustomEmoji(): CustomEmoji[] {
  return useReadable(useChime().emoji)
}
