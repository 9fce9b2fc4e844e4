/**
 * Ready parts of a chat. They read from the client of `@chime/client` that their `ChimeProvider` holds; all that they
 * show is made of the components of `@chime/ui`.
 *
 * @module @chime/ui/connected
 */

export { type Aside, AsideProvider, type AsideProviderProps, useAside } from './aside/aside.tsx'
export { AsidePanel } from './aside/aside-panel.tsx'
export { uploadPicture } from './attachment/upload-picture.ts'
export {
  clearUserLocalStorage,
  readLocalStorage,
  storageKeys,
  useLocalStorage,
  writeLocalStorage,
} from './browser/local-storage.ts'
export { ChannelHeader, type ChannelHeaderProps } from './channel/channel-header.tsx'
export { channelTitle } from './channel/channel-title.ts'
export { useChannelActions } from './channel/use-channel-actions.ts'
export { Composer, type ComposerProps } from './composer/composer.tsx'
export { ConnectionStatus } from './connection/connection-status.tsx'
export { Conversation, type ConversationProps } from './conversation/conversation.tsx'
export { ConversationScope, type ConversationScopeProps } from './conversation/conversation-scope.tsx'
export { useDialogs } from './dialogs/dialogs.tsx'
export { errorText } from './errors/error-text.ts'
export { withErrorText } from './errors/with-error-text.ts'
export { useDebounced } from './hooks/use-debounced.ts'
export { usePages } from './hooks/use-pages.ts'
export { Invitations, type InvitationsProps } from './invitation/invitations.tsx'
export { MemberList, type MemberListProps } from './member/member-list.tsx'
export { PinnedMessages, type PinnedMessagesProps } from './message/pinned-messages.tsx'
export { useMessagePlaces } from './message/use-message-places.ts'
export { useUnsentCount } from './message/use-unsent-count.ts'
export { MessageList, type MessageListProps } from './message-list/message-list.tsx'
export { useMyPresence } from './presence/use-my-presence.ts'
export { ChimePageProvider, type ChimePageProviderProps } from './provider/chime-page-provider.tsx'
export { ChimeProvider, type ChimeProviderProps } from './provider/chime-provider.tsx'
export { type HostProps, useHost } from './provider/host.tsx'
export type { Notice, NoticeAction, NoticeKind } from './provider/notice.ts'
export { useNotices } from './provider/notices.tsx'
export type { Place } from './provider/place.ts'
export { useMarkAllRead } from './read-marker/use-mark-all-read.ts'
export { useReminderNotices } from './reminder/use-reminder-notices.ts'
export { Search, type SearchProps } from './search/search.tsx'
export { ChannelList, type ChannelListProps } from './sidebar/channel-list.tsx'
export { useSortedChannels } from './sidebar/use-sidebar-channels.ts'
export { Thread, type ThreadProps } from './thread/thread.tsx'
export { useUserLookup } from './user/use-user-lookup.ts'
export { useUserSearch } from './user/use-user-search.ts'
