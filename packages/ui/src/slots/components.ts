import type { ComponentProps } from 'react'
import type { Attachments } from '../attachment/attachments.tsx'
import type { ArchivedBar } from '../channel/archived-bar.tsx'
import type { ChannelHeader } from '../channel/channel-header.tsx'
import type { MissingChannel, NoChannel, SignedOut } from '../channel/channel-states.tsx'
import type { JoinBar } from '../channel/join-bar.tsx'
import type { Composer } from '../composer/composer.tsx'
import type { ComposerField } from '../composer/composer-field.tsx'
import type { ComposerFiles } from '../composer/composer-files.tsx'
import type { TypingLine } from '../composer/typing-line.tsx'
import type { ConnectionBanner } from '../frame/connection-banner.tsx'
import type { MembersPanel } from '../member/members-panel.tsx'
import type { PinnedPanel } from '../message/pinned-panel.tsx'
import type { ConversationStart } from '../message-list/list/conversation-start.tsx'
import type { JumpToLatest } from '../message-list/list/jump-to-latest.tsx'
import type { DayDivider, UnreadDivider } from '../message-list/row/dividers.tsx'
import type { MessageText } from '../message-list/row/message-text.tsx'
import type { MessageToolbar } from '../message-list/row/message-toolbar.tsx'
import type { NoticeRow } from '../message-list/row/notice-row.tsx'
import type { Reactions } from '../message-list/row/reactions.tsx'
import type { ReplyQuote } from '../message-list/row/reply-quote.tsx'
import type { SeenBy } from '../message-list/row/seen-by.tsx'
import type { ThreadSummary } from '../message-list/row/thread-summary.tsx'
import type { UnsentState } from '../message-list/row/unsent-state.tsx'
import type { UserMessage } from '../message-list/row/user-message.tsx'
import type { PollView } from '../poll/poll-view.tsx'
import type { LinkPreviews } from '../preview/link-previews.tsx'
import type { SearchPanel } from '../search/search-panel.tsx'
import type { SidebarItem } from '../sidebar/sidebar-item.tsx'
import type { ThreadPanel } from '../thread/thread-panel.tsx'
import type { Avatar } from '../user/avatar.tsx'
import type { PersonDialog } from '../user/person-dialog.tsx'
import type { Replacement } from './slot.tsx'

/** The parts that an app can replace, each by the name under which it looks itself up (`slot`). */
type Parts = {
  ArchivedBar: typeof ArchivedBar
  Attachments: typeof Attachments
  Avatar: typeof Avatar
  ChannelHeader: typeof ChannelHeader
  ChannelListItem: typeof SidebarItem
  Composer: typeof Composer
  ComposerField: typeof ComposerField
  ComposerFiles: typeof ComposerFiles
  ConnectionBanner: typeof ConnectionBanner
  ConversationStart: typeof ConversationStart
  DayDivider: typeof DayDivider
  JoinBar: typeof JoinBar
  JumpToLatest: typeof JumpToLatest
  LinkPreviews: typeof LinkPreviews
  MembersPanel: typeof MembersPanel
  Message: typeof UserMessage
  MessageText: typeof MessageText
  MessageToolbar: typeof MessageToolbar
  MissingChannel: typeof MissingChannel
  NoChannel: typeof NoChannel
  /** What the server tells in the timeline: that somebody joined, for instance. */
  Notice: typeof NoticeRow
  PersonDialog: typeof PersonDialog
  PinnedPanel: typeof PinnedPanel
  Poll: typeof PollView
  Reactions: typeof Reactions
  ReplyQuote: typeof ReplyQuote
  SearchPanel: typeof SearchPanel
  SeenBy: typeof SeenBy
  SignedOut: typeof SignedOut
  ThreadPanel: typeof ThreadPanel
  ThreadSummary: typeof ThreadSummary
  TypingLine: typeof TypingLine
  UnreadDivider: typeof UnreadDivider
  UnsentState: typeof UnsentState
}

/**
 * The components of an app in place of parts: `{ Avatar: MyAvatar }`. Each gets the props of the part and the part
 * itself, as `Default`. Keep the object the same between renders.
 */
export type Components = { [Name in keyof Parts]?: Replacement<ComponentProps<Parts[Name]>> }
