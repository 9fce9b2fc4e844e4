'use client'

import { type KeyboardEvent, useEffect, useMemo, useRef, useState } from 'react'
import { Virtualizer, type VirtualizerHandle } from 'virtua'
import { useHydrated } from '../hooks/use-hydrated.ts'
import { Button } from '../primitives/button.tsx'
import { SkeletonRows } from '../primitives/skeleton.tsx'
import type { RenderLink } from '../render-link.ts'
import { SidebarItem } from './sidebar-item.tsx'
import { type SectionId, type SidebarChannel, type SidebarRow, sidebarRows } from './sidebar-rows.ts'
import { SectionAction, SectionHead } from './sidebar-section.tsx'
import { type SidebarView, SidebarViews } from './sidebar-views.tsx'

/** How many rows are rendered on the server, where the height of the window is not known. */
const ssrRows = 40

export type ChannelListProps = {
  /** In the order in which they are shown. The list only sorts them into its sections. */
  channels: readonly SidebarChannel[]
  /** The id of the channel that is open; null: none. */
  currentId: string | null
  loading?: boolean
  /** Why the list could not be loaded, in words for people. With `onReload`, there is a button that tries again. */
  error?: string | null
  onReload?: () => void
  /** Asks whom to write to. Without it, as without the two below, there is no button for it. */
  onNewMessage?: (() => void) | undefined
  onNewChannel?: (() => void) | undefined
  /** Opens the list of all channels that can be joined. */
  onBrowse?: (() => void) | undefined
  /** Pages above the channels: threads, drafts. */
  views?: readonly SidebarView[] | undefined
  /** Which sections are folded. Without it, the list remembers that itself, while it is shown. */
  folded?: readonly SectionId[]
  onFolded?: (folded: SectionId[]) => void
  renderLink: RenderLink
}

/** My conversations, below the pages that lead to some of them in other ways. */
export function ChannelList(props: ChannelListProps) {
  const { channels, loading = false, error, onReload, views, renderLink } = props
  const empty = channels.length === 0
  return (
    <nav aria-label="Conversations" aria-busy={loading || undefined} className="flex min-h-0 flex-1 flex-col">
      {views && <SidebarViews views={views} renderLink={renderLink} />}
      {loading && empty ? (
        <div className="flex flex-col gap-6 pt-3">
          <SkeletonRows rows={6} />
          <SkeletonRows rows={4} />
        </div>
      ) : error && empty ? (
        <div role="alert" className="m-4 flex flex-col items-start gap-3 text-ink-muted text-sm">
          {error}
          {onReload && (
            <Button size="sm" onClick={onReload}>
              Try again
            </Button>
          )}
        </div>
      ) : (
        <Rows {...props} />
      )}
    </nav>
  )
}

/**
 * The channels and direct messages. The list is one tab stop: the arrow keys go from row to row, Home and End to the
 * first and the last. Only the rows near the view are mounted, so there can be thousands of channels.
 */
function Rows(props: ChannelListProps) {
  const { channels, currentId, renderLink } = props
  const [ownFolded, setOwnFolded] = useState<readonly SectionId[]>([])
  const given = props.folded ?? ownFolded
  const folded = useMemo(() => new Set(given), [given])
  const onAction = { channels: props.onBrowse, direct: props.onNewMessage }
  const mayBrowse = props.onBrowse !== undefined
  const mayWrite = props.onNewMessage !== undefined
  const rows = useMemo(() => {
    const offered = { channels: mayBrowse, direct: mayWrite }
    return sidebarRows(channels, folded, currentId).filter((row) => row.type !== 'action' || offered[row.section])
  }, [channels, folded, currentId, mayBrowse, mayWrite])
  const list = useRef<VirtualizerHandle>(null)
  const scroller = useRef<HTMLDivElement>(null)
  const [stopKey, setStopKey] = useState<string | null>(null)
  const hydrated = useHydrated()
  const stop = tabStopOf(rows, stopKey, currentId)
  useKeepInView(list, rows, currentId)

  function fold(section: SectionId) {
    const next = new Set(folded)
    if (!next.delete(section)) next.add(section)
    setOwnFolded([...next])
    props.onFolded?.([...next])
  }

  /** Moves the focus with the keys. The row may not be mounted: so it is scrolled to, and focused when it is there. */
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
    // biome-ignore lint/a11y/noStaticElementInteractions: the keys belong to the links inside
    <div ref={scroller} onKeyDown={walk} className="min-h-0 flex-1 overflow-y-auto overscroll-contain pb-3">
      <Virtualizer
        // With `ssrCount`, it would render just that many rows until the first scroll. So it is mounted anew
        // without it.
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
                onClick={onAction[row.section] ?? nothing}
              />
            )}
          </div>
        )}
      </Virtualizer>
    </div>
  )
}

const nothing = () => {}
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

/** Scrolls to the open conversation when it was opened from elsewhere: from a link or the search. */
function useKeepInView(
  list: { current: VirtualizerHandle | null },
  rows: readonly SidebarRow[],
  currentId: string | null,
) {
  const index = currentId === null ? -1 : rows.findIndex((row) => row.key === currentId)
  const known = index >= 0
  // biome-ignore lint/correctness/useExhaustiveDependencies: not when the open one moves in the list
  useEffect(() => {
    if (known) list.current?.scrollToIndex(index, { align: 'nearest' })
  }, [currentId, known])
}
