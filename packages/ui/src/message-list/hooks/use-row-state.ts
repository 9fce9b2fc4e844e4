import { type RefObject, useMemo, useState } from 'react'
import { indexOfNumber, type ListRow } from '../list/list-rows.ts'
import type { MessageListProps } from '../list/message-list-props.ts'
import type { RowHandlers, RowMenu } from '../row/row-props.ts'
import type { ScrollTarget } from './use-scroll-position.ts'

type Options = {
  latest: RefObject<MessageListProps>
  rows: readonly ListRow[]
  rowsRef: RefObject<readonly ListRow[]>
  goTo: (target: ScrollTarget) => void
  highlight: (number: number) => void
  /** Called when the reader marks a message as unread, before `onAction` of the list is called. */
  onMarkUnread: () => void
}

/**
 * Which row is hovered, focused or the tab stop, which one has an open menu, and the handlers of the rows.
 *
 * @returns `keepMounted`: the indexes of rows that must stay mounted out of view, because the focus or an open menu
 * would be lost with them. `stateOf`: the props of a row that follow from this state.
 */
export function useRowState({ latest, rows, rowsRef, goTo, highlight, onMarkUnread }: Options) {
  const [hovered, setHovered] = useState<string | null>(null)
  const [focused, setFocused] = useState<string | null>(null)
  const [lastFocused, setLastFocused] = useState<string | null>(null)
  const [open, setOpen] = useState<{ key: string; menu: RowMenu } | null>(null)
  const handlers = useMemo<RowHandlers>(
    () => ({
      onRetry: (clientId) => latest.current.onRetry(clientId),
      onDiscard: (clientId) => latest.current.onDiscard(clientId),
      onOpenUser: (userId) => latest.current.onOpenUser?.(userId),
      onOpenGroup: (groupId) => latest.current.onOpenGroup?.(groupId),
      onHover: setHovered,
      onFocus: (key) => {
        setFocused(key)
        if (key) setLastFocused(key)
      },
      onOpen: (key, menu) => setOpen(menu && { key, menu }),
      onAction: (action, message) => {
        if (action === 'mark-unread') onMarkUnread()
        latest.current.onAction(action, message)
      },
      onReact: (message, emoji, on) => latest.current.onReact(message, emoji, on),
      onVote: (message, options) => latest.current.onVote(message, options),
      onClosePoll: (message) => latest.current.onClosePoll(message),
      onJump: (number) => {
        const index = indexOfNumber(rowsRef.current, number)
        if (index === null) return latest.current.onShowMessage(number)
        goTo({ index, align: 'center' })
        highlight(number)
      },
    }),
    [latest, rowsRef, goTo, highlight, onMarkUnread],
  )
  const tabStop =
    lastFocused !== null && rows.some((row) => row.key === lastFocused) ? lastFocused : (rows.at(-1)?.key ?? null)
  const openKey = open?.key
  const keepMounted = useMemo(
    () => rows.flatMap((row, index) => (row.key === focused || row.key === openKey ? [index] : [])),
    [rows, focused, openKey],
  )
  const stateOf = (key: string) => ({
    active: key === focused || key === hovered || key === openKey,
    menu: key === openKey ? (open?.menu ?? null) : null,
    tabStop: key === tabStop,
  })
  return { handlers, keepMounted, stateOf }
}
