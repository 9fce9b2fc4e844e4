'use client'

import { lazy } from 'react'
import { loadOtherFile } from '../attachment/lazy-other-file.tsx'
import { loadComposerFiles } from '../composer/lazy-composer-files.tsx'
import { retrying } from '../lazy.ts'
import { loadPoll } from '../poll/lazy-poll.tsx'
import { loadMessageDialogs } from './message/lazy-message-dialogs.tsx'

/*
 * Parts that are not needed for the first paint, so that less code is loaded before it. The provider fetches their code
 * once the page is idle. So they open at once when they are needed, even offline.
 */

const load = {
  channelMenu: retrying(() => import('./channel/channel-menu.tsx')),
  channelDialogs: retrying(() => import('./channel/channel-dialogs.tsx')),
  messageDialogs: loadMessageDialogs,
  thread: retrying(() => import('./thread/thread.tsx')),
  memberList: retrying(() => import('./member/member-list.tsx')),
  pinnedMessages: retrying(() => import('./message/pinned-messages.tsx')),
  search: retrying(() => import('./search/search.tsx')),
  dialogViews: retrying(() => import('./dialogs/dialog-views.tsx')),
  poll: loadPoll,
  otherFile: loadOtherFile,
  composerFiles: loadComposerFiles,
}

/** While it is fetched, the header shows the button that opens it. */
export const LazyChannelMenu = lazy(() => load.channelMenu().then((part) => ({ default: part.ChannelMenu })))
export const LazyChannelDialogs = lazy(() => load.channelDialogs().then((part) => ({ default: part.ChannelDialogs })))
export const LazyThread = lazy(() => load.thread().then((part) => ({ default: part.Thread })))
export const LazyMemberList = lazy(() => load.memberList().then((part) => ({ default: part.MemberList })))
export const LazyPinnedMessages = lazy(() => load.pinnedMessages().then((part) => ({ default: part.PinnedMessages })))
export const LazySearch = lazy(() => load.search().then((part) => ({ default: part.Search })))
export const LazyDialogViews = lazy(() => load.dialogViews().then((part) => ({ default: part.DialogViews })))

/** Fetches all of these parts. */
export function loadLazyParts(): void {
  for (const part of Object.values(load)) void part()
}
