/**
 * React hooks for `@chime/client`. They also render on a server, from the `initial` data given to `createChime`.
 *
 * @module @chime/client/react
 */
'use client'

export {
  useChannel,
  useChannels,
  useMembers,
  usePinned,
  useReceipts,
  useThreads,
  useTimeline,
  useTyping,
} from './channel.ts'
export { useConnection } from './connection.ts'
export { useChannelDraft, useDrafts } from './draft.ts'
export { useCustomEmoji } from './emoji.ts'
export { useFile } from './file.ts'
export { useGroups } from './group.ts'
export { useInvitations } from './invitation.ts'
export { useMyStatus } from './my-status.ts'
export { ChimeProvider, useChime } from './provider.ts'
export { useReadable } from './readable.ts'
export { useReminders } from './reminder.ts'
export { useSaved } from './saved.ts'
export { useScheduled } from './scheduled.ts'
export { useUpload, useUploads } from './upload.ts'
export { useBlocked, useMe, usePresence, useUser, useUsers } from './user.ts'
