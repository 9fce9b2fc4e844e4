'use client'

import { retrying, whenIdle } from '@chime/ui'
import dynamic from 'next/dynamic'
import { lazy, useEffect } from 'react'
import { loadMessageDialogs } from './later-dialogs.tsx'

/*
 * Parts of the chat that the first paint does without. They are fetched once the page is idle, so that they open at
 * once when they are wanted, also offline.
 */

const load = {
  background: retrying(() => import('./background.tsx')),
  headingMenu: retrying(() => import('./heading-menu.tsx')),
  dialogs: retrying(() => import('./chat-dialogs.tsx')),
  headingDialogs: retrying(() => import('./heading-dialogs.tsx')),
  talk: retrying(() => import('./talk.tsx')),
  messageDialogs: loadMessageDialogs,
  thread: retrying(() => import('./thread-aside.tsx')),
  members: retrying(() => import('./members-aside.tsx')),
  pinned: retrying(() => import('./pinned-aside.tsx')),
  search: retrying(() => import('./search-aside.tsx')),
  browse: retrying(() => import('./browse-pane.tsx')),
  threads: retrying(() => import('./threads-pane.tsx')),
  later: retrying(() => import('./later-pane.tsx')),
  invite: retrying(() => import('./invite-pane.tsx')),
  admin: retrying(() => import('./admin-pane.tsx')),
  settings: retrying(() => import('../settings/settings-pane.tsx')),
}

export const Background = dynamic(() => load.background().then((part) => part.Background), { ssr: false })
/** Its button stays while it is fetched: `dynamic` would show nothing. */
export const HeadingMenu = lazy(() => load.headingMenu().then((part) => ({ default: part.HeadingMenu })))
export const ChatDialogs = dynamic(() => load.dialogs().then((part) => part.ChatDialogs), { ssr: false })
export const HeadingDialogs = dynamic(() => load.headingDialogs().then((part) => part.HeadingDialogs), { ssr: false })
/**
 * Other views than conversations do without it. The page of a conversation comes with it drawn and names it among what the
 * browser is to fetch at once.
 */
export const Talk = dynamic(() => load.talk().then((part) => part.Talk))
export const ThreadAside = dynamic(() => load.thread().then((part) => part.ThreadAside))
export const MembersAside = dynamic(() => load.members().then((part) => part.MembersAside))
export const PinnedAside = dynamic(() => load.pinned().then((part) => part.PinnedAside), { ssr: false })
export const SearchAside = dynamic(() => load.search().then((part) => part.SearchAside), { ssr: false })
export const ThreadsPane = dynamic(() => load.threads().then((part) => part.ThreadsPane))
export const LaterPane = dynamic(() => load.later().then((part) => part.LaterPane))
export const InvitePane = dynamic(() => load.invite().then((part) => part.InvitePane))
export const AdminPane = dynamic(() => load.admin().then((part) => part.AdminPane))
export const BrowsePane = dynamic(() => load.browse().then((part) => part.BrowsePane))
export const SettingsPane = dynamic(() => load.settings().then((part) => part.SettingsPane))

export function useLoadTheRest(): void {
  useEffect(
    () =>
      whenIdle(() => {
        for (const part of Object.values(load)) void part()
      }),
    [],
  )
}
