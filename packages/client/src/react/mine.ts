import type { ChannelSummary, CustomEmoji, Draft, Message, Reminder, Scheduled } from '@chime/protocol'
import { useMemo } from 'react'
import type { DraftText } from '../mine/channel-draft.ts'
import type { Receipt } from '../server.ts'
import type { Upload, UploadState } from '../upload/upload.ts'
import { together, useReadable } from './hooks.ts'
import { useChime } from './provider.ts'

/** The threads that I follow, those with unread messages in front. */
export function useThreads(): ChannelSummary[] {
  return useReadable(useChime().threads)
}

/** The draft of one channel: null when there is none. A composer shows it as it is: what was typed here always stands. */
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

/** My drafts in all channels, the last written first. */
export function useDrafts(): Draft[] {
  return useReadable(useChime().drafts)
}

/** A channel's pinned messages, those pinned last in front; null while they load. */
export function usePinned(id: string): Message[] | null {
  return useReadable(useChime().channel(id).pinned)
}

/** How far the others have read, in direct conversations and small groups. */
export function useReceipts(id: string): Receipt[] {
  return useReadable(useChime().channel(id).receipts)
}

/** Messages of mine that wait for their time, or could not be sent. */
export function useScheduled(): Scheduled[] {
  return useReadable(useChime().scheduled)
}

export function useReminders(): Reminder[] {
  return useReadable(useChime().reminders)
}

/** Ids of the people whom I blocked. */
export function useBlocked(): ReadonlySet<string> {
  return useReadable(useChime().blocked)
}

export function useCustomEmoji(): CustomEmoji[] {
  return useReadable(useChime().emoji)
}

export function useUpload(upload: Upload): UploadState {
  return useReadable(upload.state)
}

/** The states of several uploads, in their order. */
export function useUploads(uploads: readonly Upload[]): readonly UploadState[] {
  return useReadable(useMemo(() => together(uploads.map((upload) => upload.state)), [uploads]))
}
