'use client'

import { Search, SquarePen } from 'lucide-react'
import { type KeyboardEvent, useEffect, useMemo, useRef, useState } from 'react'
import { Virtualizer, type VirtualizerHandle } from 'virtua'
import type { RenderLink } from '../link.ts'
import { Button } from '../primitives/button.tsx'
import { IconButton } from '../primitives/icon-button.tsx'
import { Logo } from '../primitives/logo.tsx'
import { SkeletonRows } from '../primitives/skeleton.tsx'
import { useHydrated } from '../use-hydrated.ts'
import { MeMenu, type MeMenuProps } from './me-menu.tsx'
import { SidebarItem } from './sidebar-item.tsx'
import { type SectionId, type SidebarChannel, type SidebarRow, sidebarRows } from './sidebar-rows.ts'
import { SectionAction, SectionHead } from './sidebar-section.tsx'
import { type SidebarView, SidebarViews } from './sidebar-views.tsx'

/** How many rows the server draws, where no height is known. */
const ssrRows = 40

export type { SidebarChannel, SidebarView }

export type SidebarProps = MeMenuProps & {
  /** In the order to show them; the sidebar only sorts them into its sections. */
  channels: readonly SidebarChannel[]
  currentId: string | null
  loading?: boolean
  /** Why the list could not be loaded, in words; shown with a button when `onReload` is given. */
  error?: string | null
  onReload?: () => void
  onNewMessage: () => void
  onNewChannel: () => void
  onBrowse: () => void
  onSearch?: (() => void) | undefined
  /** Pages above the channels: threads, drafts. */
  views?: readonly SidebarView[]
  renderLink: RenderLink
}

/** Channels and direct messages. One tab stop; the arrow keys walk, Home and End jump. Thousands of channels are fine. */
export function Sidebar(props: SidebarProps) {
  const { channels, currentId, renderLink } = props
  const [folded, setFolded] = useState<ReadonlySet<SectionId>>(new Set())
  const rows = useMemo(() => sidebarRows(channels, folded, currentId), [channels, folded, currentId])
  const list = useRef<VirtualizerHandle>(null)
  const scroller = useRef<HTMLDivElement>(null)
  const [stopKey, setStopKey] = useState<string | null>(null)
  const hydrated = useHydrated()
  const stop = tabStopOf(rows, stopKey, currentId)
  useKeepInView(list, rows, currentId)

  function fold(section: SectionId) {
    const next = new Set(folded)
    if (!next.delete(section)) next.add(section)
    setFolded(next)
  }

  /** The row may not be mounted yet: it is scrolled to first and focused when it is there. */
  function walk(event: KeyboardEvent) {
    const from = rows.findIndex((row) => row.key === rowKeyOf(event.target))
    if (from < 0) return
    const to = targetOf(event.key, rows, from)
    if (to === null) return
    event.preventDefault()
    const key = rows[to]?.key
    if (key === undefined) return
    setStopKey(key)
    list.current?.scrollToIndex(to, { align: 'nearest' })
    focusWhenMounted(scroller.current, key)
  }

  return (
    <div className="flex min-h-0 flex-1 flex-col">
      <header className="flex h-14 shrink-0 items-center justify-between ps-4 pe-3">
        <Logo size="sm" wordmark />
        <div className="flex gap-1">
          {props.onSearch && <IconButton label="Search messages" icon={<Search />} onClick={props.onSearch} />}
          <IconButton label="New message" icon={<SquarePen />} onClick={props.onNewMessage} />
        </div>
      </header>
      <nav aria-label="Conversations" aria-busy={props.loading || undefined} className="flex min-h-0 flex-1 flex-col">
        {props.views && <SidebarViews views={props.views} renderLink={renderLink} />}
        {props.loading && channels.length === 0 ? (
          <div className="flex flex-col gap-6 pt-3">
            <SkeletonRows rows={6} />
            <SkeletonRows rows={4} />
          </div>
        ) : props.error && channels.length === 0 ? (
          <div role="alert" className="m-4 flex flex-col items-start gap-3 text-ink-muted text-sm">
            {props.error}
            {props.onReload && (
              <Button size="sm" onClick={props.onReload}>
                Try again
              </Button>
            )}
          </div>
        ) : (
          // biome-ignore lint/a11y/noStaticElementInteractions: the keys belong to the links inside
          <div ref={scroller} onKeyDown={walk} className="min-h-0 flex-1 overflow-y-auto overscroll-contain pb-3">
            <Virtualizer
              // With a count for the server it draws that many rows until the first scroll, however many there are by then.
              key={hydrated ? 'browser' : 'server'}
              ssrCount={hydrated ? undefined : Math.min(ssrRows, rows.length)}
              ref={list}
              data={rows}
              bufferSize={300}
            >
              {(row) => (
                <div key={row.key} data-row={row.key}>
                  {row.type === 'section' ? (
                    <SectionHead
                      section={row.section}
                      folded={row.folded}
                      unread={row.unread}
                      onFold={() => fold(row.section)}
                      addLabel={row.section === 'channels' ? 'Create a channel' : 'Start a conversation'}
                      onAdd={row.section === 'channels' ? props.onNewChannel : props.onNewMessage}
                    />
                  ) : row.type === 'channel' ? (
                    <SidebarItem
                      channel={row.channel}
                      current={row.channel.id === currentId}
                      tabStop={row.key === stop}
                      renderLink={renderLink}
                    />
                  ) : (
                    <SectionAction
                      section={row.section}
                      tabStop={row.key === stop}
                      onClick={row.section === 'channels' ? props.onBrowse : props.onNewMessage}
                    />
                  )}
                </div>
              )}
            </Virtualizer>
          </div>
        )}
      </nav>
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

const canStop = (row: SidebarRow) => row.type !== 'section'

function tabStopOf(rows: readonly SidebarRow[], chosen: string | null, currentId: string | null): string | null {
  const has = (key: string | null) => key !== null && rows.some((row) => row.key === key && canStop(row))
  if (has(chosen)) return chosen
  return has(currentId) ? currentId : (rows.find(canStop)?.key ?? null)
}

function targetOf(key: string, rows: readonly SidebarRow[], from: number): number | null {
  const step = { ArrowUp: -1, ArrowDown: 1, Home: 1, End: -1 }[key]
  if (step === undefined) return null
  const start = key === 'Home' ? 0 : key === 'End' ? rows.length - 1 : from + step
  for (let i = start; i >= 0 && i < rows.length; i += step) {
    const row = rows[i]
    if (row && canStop(row)) return i
  }
  return null
}

function rowKeyOf(target: EventTarget): string | null {
  return target instanceof HTMLElement ? (target.closest<HTMLElement>('[data-row]')?.dataset.row ?? null) : null
}

function focusWhenMounted(root: HTMLElement | null, key: string, tries = 5) {
  const row = root?.querySelector<HTMLElement>(`[data-row="${CSS.escape(key)}"]`)
  const target = row?.querySelector<HTMLElement>('a, button')
  if (target) target.focus({ preventScroll: true })
  else if (tries > 0) requestAnimationFrame(() => focusWhenMounted(root, key, tries - 1))
}

/** The open conversation is in view when it is opened from elsewhere (a link, a search). */
function useKeepInView(
  list: { current: VirtualizerHandle | null },
  rows: readonly SidebarRow[],
  currentId: string | null,
) {
  const index = currentId === null ? -1 : rows.findIndex((row) => row.key === currentId)
  const known = index >= 0
  // biome-ignore lint/correctness/useExhaustiveDependencies: when another one is opened, not when it moves in the list
  useEffect(() => {
    if (known) list.current?.scrollToIndex(index, { align: 'nearest' })
  }, [currentId, known])
}
