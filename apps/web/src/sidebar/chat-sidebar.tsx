'use client'

import { useMe } from '@chime/client/react'
import type { Me } from '@chime/protocol'
import { Sidebar, useHydrated } from '@chime/ui'
import { ChannelList, useAside, useDialogs, useMarkAllRead, useMyPresence, useNotices } from '@chime/ui/connected'
import { useTheme } from 'next-themes'
import { useLogout } from '../auth/use-logout.ts'
import { navigate } from '../navigation/router.ts'
import { paths } from '../navigation/routes.ts'
import { toTheme } from '../settings/theme.ts'
import { useSidebarViews } from './use-sidebar-views.tsx'

type ChatSidebarProps = { currentId: string | null }

export function ChatSidebar(props: ChatSidebarProps) {
  const me = useMe()
  return me && <SignedInSidebar me={me} {...props} />
}

function SignedInSidebar({ me, currentId }: ChatSidebarProps & { me: Me }) {
  const { openDialog } = useDialogs()
  const { setAside } = useAside()
  const { notifyError } = useNotices()
  const views = useSidebarViews()
  const markAllRead = useMarkAllRead()
  const { requestLogout } = useLogout()
  const { theme, setTheme } = useTheme()
  const hydrated = useHydrated()
  const { status, setStatus } = useMyPresence(me.id)

  return (
    <Sidebar
      me={me}
      mePresence={status}
      onNewMessage={() => openDialog('new-message')}
      onSearch={() => setAside({ name: 'search', channelId: null })}
      onSetStatus={(next) => void setStatus(next).catch(notifyError)}
      onOpenProfile={() => openDialog('profile')}
      onOpenSettings={() => navigate(paths.settings)}
      onOpenAdmin={me.role !== 'user' ? () => navigate(paths.admin) : undefined}
      onMarkAllRead={markAllRead}
      onLogout={() => void requestLogout().catch(notifyError)}
      theme={toTheme(hydrated ? theme : undefined)}
      onTheme={setTheme}
    >
      <ChannelList currentId={currentId} onBrowse={() => navigate(paths.browse)} views={views} />
    </Sidebar>
  )
}
