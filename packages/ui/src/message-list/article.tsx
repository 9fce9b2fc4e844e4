import { type ReactNode, useRef } from 'react'
import { cn } from '../class-names.ts'
import { clockTime, fullTime } from '../times.ts'
import type { MessageRowProps } from './message-row.tsx'

/** A finger that rests this long wants to know what can be done. */
const longPressMs = 500

type ArticleProps = MessageRowProps & { label: string; className?: string; children: ReactNode }

/** The row itself: what is hovered, focused and walked to. */
export function Article(props: ArticleProps) {
  const { rowKey, item, active, tabStop, flash, handlers, label, className, children } = props
  const press = useLongPress(() => handlers.onOpen(rowKey, 'menu'))
  return (
    <article
      {...(item.state === 'sent' && item.message.kind === 'user' ? press : {})}
      aria-label={label}
      tabIndex={tabStop ? 0 : -1}
      data-row={rowKey}
      data-number={item.state === 'sent' ? item.message.number : undefined}
      data-state={item.state}
      // Not `enter`: nothing tells that a dialog was left that has closed under the pointer.
      onPointerOver={(event) => event.pointerType !== 'touch' && handlers.onHover(rowKey)}
      onPointerLeave={() => handlers.onHover(null)}
      onFocus={() => handlers.onFocus(rowKey)}
      onBlur={(event) => {
        if (!event.currentTarget.contains(event.relatedTarget)) handlers.onFocus(null)
      }}
      className={cn(
        'relative flex gap-3 px-4 focus-visible:-outline-offset-2 sm:px-5 pointer-coarse:select-none',
        flash ? 'bg-flash' : active && 'bg-hover',
        className,
      )}
    >
      {children}
    </article>
  )
}

/** On touch screens, where nothing hovers. Moving or lifting the finger calls it off. */
function useLongPress(onPress: () => void) {
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined)
  const pressed = useRef(false)
  const cancel = () => clearTimeout(timer.current)
  /** What browsers make of a long press besides: a click that would close the menu again, a menu of their own. */
  const only = (event: React.SyntheticEvent) => {
    if (pressed.current) event.preventDefault()
  }
  return {
    onPointerDown: (event: React.PointerEvent) => {
      cancel()
      pressed.current = false
      if (event.pointerType !== 'touch') return
      timer.current = setTimeout(() => {
        pressed.current = true
        onPress()
      }, longPressMs)
    },
    onTouchEnd: only,
    onContextMenu: only,
    onPointerUp: cancel,
    onPointerCancel: cancel,
    onPointerMove: (event: React.PointerEvent) => {
      if (Math.abs(event.movementX) + Math.abs(event.movementY) > 2) cancel()
    },
  }
}

export function Time({ at, className }: { at: string; className: string }) {
  return (
    <time dateTime={at} title={fullTime(at)} className={cn('tabular-nums', className)}>
      {clockTime(at)}
    </time>
  )
}
