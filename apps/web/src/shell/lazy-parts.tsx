'use client'

import { retrying, whenIdle } from '@chime/ui'
import dynamic from 'next/dynamic'
import { useEffect } from 'react'

/*
 * Parts of the app that are not needed for the first paint, so that less code is loaded before it. Their code is
 * fetched once the page is idle. So they open at once when they are needed, even offline.
 */

const load = {
  globalEffects: retrying(() => import('./global-effects.tsx')),
  confirmLogout: retrying(() => import('../auth/confirm-logout.tsx')),
  conversation: retrying(() => import('../conversation/conversation.tsx')),
  browsePane: retrying(() => import('../channel/browse-pane.tsx')),
  threadsPane: retrying(() => import('../thread/threads-pane.tsx')),
  laterPane: retrying(() => import('../later/later-pane.tsx')),
  invitationsPane: retrying(() => import('../invitation/invitations-pane.tsx')),
  invitePane: retrying(() => import('../invite/invite-pane.tsx')),
  claimPane: retrying(() => import('../admin/claim-pane.tsx')),
  adminPane: retrying(() => import('../admin/admin-pane.tsx')),
  settingsPane: retrying(() => import('../settings/settings-pane.tsx')),
}

export const LazyGlobalEffects = dynamic(() => load.globalEffects().then((part) => part.GlobalEffects), { ssr: false })
export const LazyConfirmLogout = dynamic(() => load.confirmLogout().then((part) => part.ConfirmLogout), { ssr: false })
/**
 * Not needed in views that show no channel. The page of a channel is still rendered with it on the server, and its HTML
 * tells the browser to fetch this code at once.
 */
export const LazyConversation = dynamic(() => load.conversation().then((part) => part.Conversation))
export const LazyThreadsPane = dynamic(() => load.threadsPane().then((part) => part.ThreadsPane))
export const LazyLaterPane = dynamic(() => load.laterPane().then((part) => part.LaterPane))
export const LazyInvitationsPane = dynamic(() => load.invitationsPane().then((part) => part.InvitationsPane))
export const LazyInvitePane = dynamic(() => load.invitePane().then((part) => part.InvitePane))
export const LazyClaimPane = dynamic(() => load.claimPane().then((part) => part.ClaimPane))
export const LazyAdminPane = dynamic(() => load.adminPane().then((part) => part.AdminPane))
export const LazyBrowsePane = dynamic(() => load.browsePane().then((part) => part.BrowsePane))
export const LazySettingsPane = dynamic(() => load.settingsPane().then((part) => part.SettingsPane))

/** Fetches all of these parts once the page is idle. */
export function usePreloadLazyParts(): void {
  useEffect(
    () =>
      whenIdle(() => {
        for (const part of Object.values(load)) void part()
      }),
    [],
  )
}
