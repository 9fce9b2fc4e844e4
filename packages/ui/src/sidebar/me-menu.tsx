'use client'

import { ChevronsUpDown } from 'lucide-react'
import { lazy } from 'react'
import { retrying } from '../lazy.ts'
import { presenceLabels } from '../presence/presence-dot.tsx'
import { LazyMenu } from '../primitives/lazy-menu.tsx'
import { Avatar } from '../user/avatar.tsx'
import { displayName } from '../user/person.ts'
import type { MeMenuProps } from './me-menu-items.tsx'

const MeMenuItems = lazy(retrying(() => import('./me-menu-items.tsx').then((m) => ({ default: m.MeMenuItems }))))

/**
 * The button at the bottom of the sidebar with my name and status. It opens a menu: status, profile, settings, theme,
 * log out.
 */
export function MeMenu(props: MeMenuProps) {
  const { me, mePresence } = props
  return (
    <LazyMenu
      trigger={
        <button
          type="button"
          className="flex w-full cursor-pointer items-center gap-3 rounded-lg px-2 py-1.5 text-start transition-colors duration-75 [--avatar-ring:var(--chime-sunken)] hover:bg-hover data-[state=open]:bg-hover"
        >
          <span aria-hidden className="flex">
            <Avatar user={me} presence={mePresence} />
          </span>
          <span className="min-w-0 flex-1">
            <span className="block truncate font-semibold text-ink text-sm">
              <bdi>{displayName(me)}</bdi>
            </span>
            <span className="block truncate text-ink-muted text-xs">
              <bdi>{me.statusText || `@${me.username}`}</bdi>
              <span className="sr-only">, {presenceLabels[mePresence].toLowerCase()}, your menu</span>
            </span>
          </span>
          <ChevronsUpDown aria-hidden className="size-4 shrink-0 text-ink-faint" />
        </button>
      }
      menu={(trigger, defaultOpen) => <MeMenuItems {...props} trigger={trigger} defaultOpen={defaultOpen} />}
    />
  )
}
