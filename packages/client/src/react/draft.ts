import type { Draft } from '@chime/protocol'
import { useMemo } from 'react'
import type { DraftText } from '../user/draft-text.ts'
import { useChime } from './provider.ts'
import { useReadable } from './readable.ts'

/**
 * The draft of one channel, or null. A composer can simply show it, because text that is typed on this device is never
 * overwritten.
 */
export function useChannelDraft(id: string): {
  draft: DraftText | null
  setDraft(content: string, replyTo?: number | null): void
} {
  const channel = useChime().channel(id)
  const draft = useReadable(channel.draft)
  return useMemo(
    () => ({ draft, setDraft: (content, replyTo) => channel.setDraft(content, replyTo ?? null) }),
    [channel, draft],
  )
}

/** The user's drafts in all channels, the last written first. */
export function useDrafts(): Draft[] {
  return useReadable(useChime().drafts)
}
