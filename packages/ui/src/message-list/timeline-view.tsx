'use client'

import { useCallback, useEffect, useLayoutEffect, useMemo, useRef, useState } from 'react'
import { Virtualizer, type VirtualizerHandle } from 'virtua'
import { ConversationStart } from './conversation-start.tsx'
import { LatestPill } from './latest-pill.tsx'
import { indexOfNumber, type ListRow, newestKey, numberAtOrAbove, startRow } from './list-rows.ts'
import type { MessageListProps } from './message-list.tsx'
import { MessageRow } from './message-row.tsx'
import { moveNewLine, type NewLine } from './new-line.ts'
import { PageEdge } from './page-edge.tsx'
import type { RowHandlers, RowMenu } from './row-view.ts'
import { buildRows, type Row } from './rows.ts'
import { seenBy } from './seen.ts'
import { useAnnouncement } from './use-announcement.ts'
import { hasAttention } from './use-attention.ts'
import { useLatest } from './use-latest.ts'
import { usePages } from './use-pages.ts'
import { type Target, usePosition } from './use-position.ts'
import { useReading } from './use-reading.ts'
import { useRowView } from './use-row-view.ts'
import { useSteppedRows } from './use-stepped-rows.ts'
import { walkRows } from './walk-rows.ts'

/** Above the rows, always: room for the first skeleton while more is to come, and air when not. */
const topPx = 88
const flashMs = 2_000

/** The list of one channel; `MessageList` gives every channel a new one. */
export function TimelineView(props: MessageListProps) {
  const { items, meId, users, hasBefore, hasAfter, firstUnread, newCount = 0 } = props
  const scroller = useRef<HTMLDivElement>(null)
  const list = useRef<VirtualizerHandle>(null)
  const latest = useLatest(props)

  // Only my unsent ones are here while the others are being loaded.
  const loading = props.status === 'loading'

  const [newLine, setNewLine] = useState<NewLine>({ at: firstUnread, seen: firstUnread })
  const target = useMemo<ListRow[]>(() => {
    const rows = buildRows(items, meId, newLine.at)
    return hasBefore || loading ? rows : [startRow, ...rows]
  }, [items, meId, newLine.at, hasBefore, loading])
  const { rows, shift, generation } = useSteppedRows(target)
  const rowsRef = useLatest(rows)

  const wantEnd = useRef(false)
  const shownAround = useRef<number | null>(null)
  const openAt = (): Target | null => {
    if (wantEnd.current) {
      wantEnd.current = false
      return null
    }
    const at = indexOfNumber(rows, props.around ?? null)
    if (at !== null) return { index: at, align: 'center' }
    const line = rows.findIndex((row) => 'item' in row && row.firstNew)
    return line >= 0 ? { index: line, align: 'start' } : null
  }
  const position = usePosition({ scroller, list, rows, generation, hasAfter, openAt })

  const [flash, setFlash] = useState<number | null>(null)
  const around = props.around ?? null
  const aroundIndex = indexOfNumber(rows, around)
  const { goTo, toEnd, following } = position
  useLayoutEffect(() => {
    if (around === null) shownAround.current = null
    if (around === null || aroundIndex === null || shownAround.current === around) return
    shownAround.current = around
    goTo({ index: aroundIndex, align: 'center' })
    setFlash(around)
  }, [around, aroundIndex, goTo])
  useEffect(() => {
    if (flash === null) return
    const timer = setTimeout(() => setFlash(null), flashMs)
    return () => clearTimeout(timer)
  }, [flash])

  const reading = useReading({
    scroller,
    list,
    numberAt: useCallback((index) => numberAtOrAbove(rowsRef.current, index), [rowsRef]),
    settled: position.settled,
    onRead: props.onRead,
  })
  const { readUpTo, look, hold, release } = reading
  useLayoutEffect(() => {
    const attentive = hasAttention() && following.current
    setNewLine((line) => moveNewLine(line, firstUnread, { readUpTo: readUpTo.current, attentive }))
  }, [firstUnread, readUpTo, following])
  // Marked as read by hand: what comes from now on is read as it is seen.
  useEffect(() => {
    if (firstUnread === null) release()
  }, [firstUnread, release])

  const load = usePages(
    { has: hasBefore, loading: props.loadingBefore ?? false, edgeKey: rows[0]?.key, load: props.onLoadBefore },
    { has: hasAfter, loading: props.loadingAfter ?? false, edgeKey: newestKey(rows), load: props.onLoadAfter },
  )

  // biome-ignore lint/correctness/useExhaustiveDependencies: after every change of the rows
  useEffect(() => {
    if (scroller.current) load(scroller.current, 'change')
    look()
  }, [rows, hasBefore, hasAfter, load, look])

  const jump = useCallback(() => {
    if (!latest.current.hasAfter) return toEnd()
    wantEnd.current = true
    latest.current.onJumpToLatest()
  }, [latest, toEnd])
  // The newest page may also have joined the rows that were there.
  // biome-ignore lint/correctness/useExhaustiveDependencies: after every change of the rows
  useLayoutEffect(() => {
    if (!wantEnd.current || hasAfter) return
    wantEnd.current = false
    toEnd()
  }, [rows, hasAfter, toEnd])

  // Whoever sends wants to see it, and reads again.
  const unsent = items.at(-1)
  const unsentId = unsent && unsent.state === 'pending' ? unsent.clientId : null
  const lastUnsent = useRef(unsentId)
  useEffect(() => {
    if (unsentId === lastUnsent.current) return
    lastUnsent.current = unsentId
    if (unsentId === null) return
    release()
    jump()
  }, [unsentId, release, jump])

  const [hovered, setHovered] = useState<string | null>(null)
  const [focused, setFocused] = useState<string | null>(null)
  const [tabStop, setTabStop] = useState<string | null>(null)
  const [open, setOpen] = useState<{ key: string; menu: RowMenu } | null>(null)
  const handlers = useMemo<RowHandlers>(
    () => ({
      onRetry: (clientId) => latest.current.onRetry(clientId),
      onDiscard: (clientId) => latest.current.onDiscard(clientId),
      onOpenUser: (userId) => latest.current.onOpenUser?.(userId),
      onHover: setHovered,
      onFocus: (key) => {
        setFocused(key)
        if (key) setTabStop(key)
      },
      onOpen: (key, menu) => setOpen(menu && { key, menu }),
      onAction: (action, message) => {
        if (action === 'mark-unread') hold()
        latest.current.onAction(action, message)
      },
      onReact: (message, emoji, on) => latest.current.onReact(message, emoji, on),
      onVote: (message, options) => latest.current.onVote(message, options),
      onClosePoll: (message) => latest.current.onClosePoll(message),
      onJump: (number) => {
        const index = indexOfNumber(rowsRef.current, number)
        if (index === null) return latest.current.onShowMessage(number)
        goTo({ index, align: 'center' })
        setFlash(number)
      },
    }),
    [latest, hold, rowsRef, goTo],
  )
  const view = useRowView(props)
  const seen = useMemo(() => seenBy(props.receipts ?? [], rows, meId, hasAfter), [props.receipts, rows, meId, hasAfter])
  const spoken = useAnnouncement({ items, hasAfter, meId, users })
  const stop = tabStop !== null && rows.some((row) => row.key === tabStop) ? tabStop : (rows.at(-1)?.key ?? null)
  const openKey = open?.key
  const kept = useMemo(
    () => rows.flatMap((row, index) => (row.key === focused || row.key === openKey ? [index] : [])),
    [rows, focused, openKey],
  )

  return (
    <div className="relative min-h-0 flex-1">
      <div
        ref={scroller}
        role="log"
        aria-live="off"
        aria-label={`Messages in ${props.title}`}
        aria-busy={props.loadingBefore || props.loadingAfter || undefined}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard
        tabIndex={0}
        onKeyDown={walkRows}
        onScroll={(event) => {
          position.onScroll()
          load(event.currentTarget, 'scroll')
          look()
        }}
        className="flex h-full flex-col overflow-y-auto overflow-x-hidden overscroll-contain focus-visible:-outline-offset-2"
      >
        <div className="flex shrink-0 grow flex-col justify-end" style={{ minHeight: topPx }}>
          {(hasBefore || loading) && (
            <PageEdge loading={loading || (props.loadingBefore ?? false)} onLoad={props.onLoadBefore} which="Earlier" />
          )}
        </div>
        <Virtualizer
          key={generation}
          ref={list}
          data={rows}
          shift={shift}
          startMargin={topPx}
          bufferSize={400}
          keepMounted={kept}
          onResize={() => {
            position.onResize()
            look()
          }}
        >
          {(row) =>
            'item' in row ? (
              <MessageRow
                key={row.key}
                rowKey={row.key}
                item={row.item}
                dayStart={row.dayStart}
                head={row.head}
                firstNew={row.firstNew}
                author={authorOf(row, meId, users)}
                folded={row.folded}
                active={row.key === focused || row.key === hovered || row.key === open?.key}
                menu={row.key === open?.key ? open.menu : null}
                tabStop={row.key === stop}
                flash={flash !== null && row.item.state === 'sent' && row.item.message.number === flash}
                canOpenUser={props.onOpenUser !== undefined}
                seenBy={seen.get(row.key)?.join(',') ?? ''}
                view={view}
                handlers={handlers}
              />
            ) : (
              <div key="start">{props.start ?? <ConversationStart kind={props.kind} title={props.title} />}</div>
            )
          }
        </Virtualizer>
        {hasAfter ? (
          <div className="flex shrink-0 flex-col pt-4">
            <PageEdge loading={props.loadingAfter ?? false} onLoad={props.onLoadAfter} which="Later" />
          </div>
        ) : (
          <div className="h-4 shrink-0" />
        )}
      </div>
      {(!position.atEnd || hasAfter) && <LatestPill newCount={newCount} onClick={jump} />}
      <p aria-live="polite" className="sr-only">
        {spoken}
      </p>
    </div>
  )
}

function authorOf(row: Row, meId: string, users: MessageListProps['users']) {
  const userId = row.item.state === 'sent' ? row.item.message.userId : meId
  return userId === null ? null : users(userId)
}
