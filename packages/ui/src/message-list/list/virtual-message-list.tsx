'use client'

import { useCallback, useEffect, useLayoutEffect, useMemo, useRef, useState } from 'react'
import { Virtualizer, type VirtualizerHandle } from 'virtua'
import { useCalendar } from '../../calendar/use-calendar.ts'
import { useLatest } from '../../hooks/use-latest.ts'
import { useAnnouncement } from '../hooks/use-announcement.ts'
import { hasAttention } from '../hooks/use-attention.ts'
import { useHighlight } from '../hooks/use-highlight.ts'
import { useJumpToLatest } from '../hooks/use-jump-to-latest.ts'
import { usePageLoading } from '../hooks/use-page-loading.ts'
import { useReadMarker } from '../hooks/use-read-marker.ts'
import { useRowState } from '../hooks/use-row-state.ts'
import { type ScrollTarget, useScrollPosition } from '../hooks/use-scroll-position.ts'
import { useSharedRowProps } from '../hooks/use-shared-row-props.ts'
import { useSteppedRows } from '../hooks/use-stepped-rows.ts'
import { MessageRow } from '../row/message-row.tsx'
import { buildRows, type Row } from './build-rows.ts'
import { ConversationStart } from './conversation-start.tsx'
import { JumpToLatest } from './jump-to-latest.tsx'
import { indexOfNumber, type ListRow, newestKey, numberAtOrAbove, startRow } from './list-rows.ts'
import type { MessageListProps } from './message-list-props.ts'
import { MissingPage } from './missing-page.tsx'
import { moveRowFocus } from './move-row-focus.ts'
import { readersByRow } from './read-receipts.ts'
import { moveUnreadDivider, settleUnreadDivider, type UnreadDivider } from './unread-divider.ts'

/**
 * The space above the first row: room for the skeleton of a page that is loading. It is always there, because the
 * virtual list is told its height (`startMargin`).
 */
const topPx = 88

/**
 * The list of one channel; `MessageList` mounts a new one for every channel. Data flows down: items → rows
 * (`buildRows`) → the steps that the virtual list can take (`useSteppedRows`) → `MessageRow`. Each hook has one concern
 * of its own: the scroll position, the highlight, the read marker, loading pages, the state of the rows.
 */
export function VirtualMessageList(props: MessageListProps) {
  const { items, meId, users, hasBefore, hasAfter, firstUnread, newCount = 0 } = props
  const scroller = useRef<HTMLDivElement>(null)
  const list = useRef<VirtualizerHandle>(null)
  const latest = useLatest(props)

  // Meanwhile, the items can hold only my own messages that are not sent yet.
  const loading = props.status === 'loading'

  const [decided, setDivider] = useState<UnreadDivider>({ at: firstUnread, firstUnread })
  const divider = settleUnreadDivider(decided, items, { meId, unread: newCount })
  if (divider !== decided) setDivider(divider)
  const calendar = useCalendar()
  // biome-ignore lint/correctness/useExhaustiveDependencies: the days in the list are those of the reader's calendar
  const target = useMemo<ListRow[]>(() => {
    const rows = buildRows(items, meId, divider.at)
    return hasBefore || loading ? rows : [startRow, ...rows]
  }, [items, meId, divider.at, hasBefore, loading, calendar])
  const { rows, shift, generation } = useSteppedRows(target)
  const rowsRef = useLatest(rows)

  const around = props.around ?? null
  const aroundIndex = indexOfNumber(rows, around)
  const awaitsLatest = useRef(false)
  const openAt = (): ScrollTarget | null => {
    if (awaitsLatest.current) {
      awaitsLatest.current = false
      return null
    }
    if (aroundIndex !== null) return { index: aroundIndex, align: 'center' }
    const dividerIndex = rows.findIndex((row) => 'item' in row && row.firstNew)
    return dividerIndex >= 0 ? { index: dividerIndex, align: 'start' } : null
  }
  const position = useScrollPosition({ scroller, list, rows, generation, hasAfter, openAt })
  const { goTo, toEnd, following } = position
  const { highlighted, highlight } = useHighlight({ around, aroundIndex, goTo })

  const { readUpTo, check, pause, resume } = useReadMarker({
    scroller,
    list,
    numberAt: useCallback((index) => numberAtOrAbove(rowsRef.current, index), [rowsRef]),
    settled: position.settled,
    onRead: props.onRead,
  })
  useLayoutEffect(() => {
    const attentive = hasAttention() && following.current
    setDivider((now) => moveUnreadDivider(now, firstUnread, { readUpTo: readUpTo.current, attentive }))
  }, [firstUnread, readUpTo, following])
  // The reader has marked everything as read: from now on, what they see counts as read again.
  useEffect(() => {
    if (firstUnread === null) resume()
  }, [firstUnread, resume])

  const load = usePageLoading(
    { has: hasBefore, loading: props.loadingBefore ?? false, edgeKey: rows[0]?.key, load: props.onLoadBefore },
    { has: hasAfter, loading: props.loadingAfter ?? false, edgeKey: newestKey(rows), load: props.onLoadAfter },
  )
  // biome-ignore lint/correctness/useExhaustiveDependencies: it runs after every change of the rows
  useEffect(() => {
    if (scroller.current) load(scroller.current, 'change')
    check()
  }, [rows, hasBefore, hasAfter, load, check])

  const jump = useJumpToLatest({ latest, items, rows, hasAfter, awaitsLatest, toEnd, onSend: resume })
  const rowState = useRowState({ latest, rows, rowsRef, goTo, highlight, onMarkUnread: pause })
  const shared = useSharedRowProps(props)
  const readers = useMemo(
    () => readersByRow(props.receipts ?? [], rows, meId, hasAfter),
    [props.receipts, rows, meId, hasAfter],
  )
  const announced = useAnnouncement({ items, hasAfter, meId, users })

  const renderRow = (row: ListRow) =>
    'item' in row ? (
      <MessageRow
        key={row.key}
        rowKey={row.key}
        item={row.item}
        merged={row.merged}
        dayStart={row.dayStart}
        startsGroup={row.startsGroup}
        firstNew={row.firstNew}
        author={authorOf(row, meId, users)}
        {...rowState.stateOf(row.key)}
        highlighted={highlighted !== null && row.item.state === 'sent' && row.item.message.number === highlighted}
        canOpenUser={props.onOpenUser !== undefined}
        seenBy={readers.get(row.key)?.join(',') ?? ''}
        shared={shared}
        handlers={rowState.handlers}
      />
    ) : (
      <div key="start">{props.start ?? <ConversationStart kind={props.kind} title={props.title} />}</div>
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
        onKeyDown={moveRowFocus}
        onClickCapture={({ target }) => {
          // What the reader unfolds stays where it is; the list does not follow its end.
          if (target instanceof Element && target.closest('[data-unfolds]')) following.current = false
        }}
        onScroll={(event) => {
          position.onScroll()
          load(event.currentTarget, 'scroll')
          check()
        }}
        // The virtual list keeps the place by itself. The browser would keep that of the space below the last row.
        className="flex h-full flex-col overflow-y-auto [overflow-anchor:none] overflow-x-hidden overscroll-contain focus-visible:-outline-offset-2"
      >
        <div className="flex shrink-0 grow flex-col justify-end" style={{ minHeight: topPx }}>
          {(hasBefore || loading) && (
            <MissingPage
              loading={loading || (props.loadingBefore ?? false)}
              onLoad={props.onLoadBefore}
              which="Earlier"
            />
          )}
        </div>
        <Virtualizer
          key={generation}
          ref={list}
          data={rows}
          shift={shift}
          startMargin={topPx}
          bufferSize={400}
          keepMounted={rowState.keepMounted}
          onResize={() => {
            position.onResize()
            check()
          }}
        >
          {renderRow}
        </Virtualizer>
        {hasAfter ? (
          <div className="flex shrink-0 flex-col pt-4">
            <MissingPage loading={props.loadingAfter ?? false} onLoad={props.onLoadAfter} which="Later" />
          </div>
        ) : (
          <div className="h-4 shrink-0" />
        )}
      </div>
      {(!position.atEnd || hasAfter) && <JumpToLatest newCount={newCount} onClick={jump} />}
      <p aria-live="polite" className="sr-only">
        {announced}
      </p>
    </div>
  )
}

function authorOf(row: Row, meId: string, users: MessageListProps['users']) {
  const userId = row.item.state === 'sent' ? row.item.message.userId : meId
  return userId === null ? null : users(userId)
}
