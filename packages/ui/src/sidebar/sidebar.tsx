'use client'

import { Search, SquarePen } from 'lucide-react'
import type { ReactNode } from 'react'
import { IconButton } from '../primitives/icon-button.tsx'
import { Logo } from '../primitives/logo.tsx'
import { MeMenu } from './me-menu.tsx'
import type { MeMenuProps } from './me-menu-items.tsx'

export type SidebarProps = MeMenuProps & {
  /** Asks whom to write to. */
  onNewMessage: () => void
  onSearch?: (() => void) | undefined
  /** The `ChannelList`. */
  children: ReactNode
}

/** The column at the start of the app: search, the channels, and a menu for oneself. */
export function Sidebar(props: SidebarProps) {
  return (
    <div className="flex min-h-0 flex-1 flex-col">
      <header className="flex h-14 shrink-0 items-center justify-between ps-4 pe-3">
        <Logo size="sm" wordmark />
        <div className="flex gap-1">
          {props.onSearch && <IconButton label="Search messages" icon={<Search />} onClick={props.onSearch} />}
          <IconButton label="New message" icon={<SquarePen />} onClick={props.onNewMessage} />
        </div>
      </header>
      {props.children}
      <footer className="shrink-0 border-line border-t p-2 pb-[max(0.5rem,env(safe-area-inset-bottom))]">
        <MeMenu
          me={props.me}
          mePresence={props.mePresence}
          onSetStatus={props.onSetStatus}
          onOpenProfile={props.onOpenProfile}
          onOpenSettings={props.onOpenSettings}
          onOpenAdmin={props.onOpenAdmin}
          onMarkAllRead={props.onMarkAllRead}
          onLogout={props.onLogout}
          theme={props.theme}
          onTheme={props.onTheme}
        />
      </footer>
    </div>
  )
}
