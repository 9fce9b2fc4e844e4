/** React hooks for `@chime/client`. They render on a server too: from what `createChime` got as `initial`. */

export {
  useChannel,
  useChannels,
  useConnection,
  useMe,
  useMembers,
  usePresence,
  useReadable,
  useTimeline,
  useTyping,
  useUser,
  useUsers,
} from './hooks.ts'
export {
  useBlocked,
  useChannelDraft,
  useCustomEmoji,
  useDrafts,
  usePinned,
  useReceipts,
  useReminders,
  useScheduled,
  useThreads,
  useUpload,
  useUploads,
} from './mine.ts'
export { useMyStatus } from './my-status.ts'
export { ChimeProvider, useChime } from './provider.ts'
