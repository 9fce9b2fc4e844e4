'use client'

import { useConnection, useMe, useMyStatus, usePresence } from '@chime/client/react'
import type { Me, Presence } from '@chime/protocol'
import { type PresenceStatus, Sidebar } from '@chime/ui'
import { useTheme } from 'next-themes'
import { toTheme } from '../app/theme.ts'
import { toastError } from '../toasts/toast.ts'
import { useHydrated } from '../use-hydrated.ts'
import { renderChatLink } from './chat-link.tsx'
import { navigate } from './navigation.ts'
import { useChatPanels } from './panels.tsx'
import { paths } from './routes.ts'
import { useLogout } from './use-logout.ts'
import { useMarkAllRead } from './use-mark-all-read.ts'
import { useSidebarChannels } from './use-sidebar-channels.ts'
import { useSidebarViews } from './use-sidebar-views.tsx'

type ChatSidebarProps = { currentId: string | null }

export function ChatSidebar(props: ChatSidebarProps) {
  const me = useMe()
  return me && <SidebarOf me={me} {...props} />
}

function SidebarOf({ me, currentId }: ChatSidebarProps & { me: Me }) {
  const channels = useSidebarChannels()
  const { setDialog, setAside } = useChatPanels()
  const views = useSidebarViews()
  const markAllRead = useMarkAllRead()
  const { requestLogout } = useLogout()
  const { theme, setTheme } = useTheme()
  const hydrated = useHydrated()
  const { status, choose } = useMyPresence(me.id)

  return (
    <Sidebar
      me={me}
      mePresence={status}
      channels={channels}
      currentId={currentId}
      onNewMessage={() => setDialog('new-message')}
      onNewChannel={() => setDialog('new-channel')}
      onBrowse={() => navigate(paths.browse)}
      onSearch={() => setAside({ name: 'search', channelId: null })}
      views={views}
      onSetStatus={(next) => void choose(next).catch(toastError)}
      onOpenProfile={() => setDialog('profile')}
      onOpenSettings={() => navigate(paths.settings)}
      onOpenAdmin={me.role === 'admin' ? () => navigate(paths.admin) : undefined}
      onMarkAllRead={markAllRead}
      onLogout={() => void requestLogout().catch(toastError)}
      renderLink={renderChatLink}
      theme={toTheme(hydrated ? theme : undefined)}
      onTheme={setTheme}
    />
  )
}

/** How others see me, and choosing it. While connected, "offline" can only be the wish to be invisible. */
function useMyPresence(meId: string) {
  const presence = usePresence(meId)
  const connected = useConnection().status === 'online'
  const choose = useMyStatus()
  return { status: shown(presence?.status ?? null, connected), choose }
}

function shown(status: Presence['status'] | null, connected: boolean): PresenceStatus {
  if (!connected) return 'offline'
  return status === 'offline' ? 'invisible' : (status ?? 'online')
}
