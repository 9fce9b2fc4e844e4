import type { ReactNode } from 'react'
import { cn } from '../../class-names.ts'
import { useLongPress } from '../hooks/use-long-press.ts'
import type { MessageRowProps } from './row-props.ts'

type RowContainerProps = MessageRowProps & { label: string; className?: string; children: ReactNode }

/** The element of a row. It is what is hovered, focused, pressed long, and reached with the arrow keys. */
export function RowContainer(props: RowContainerProps) {
  const { rowKey, item, active, tabStop, highlighted, handlers, label, className, children } = props
  const longPress = useLongPress(() => handlers.onOpen(rowKey, 'menu'))
  return (
    <article
      {...(item.state === 'sent' && item.message.kind === 'user' ? longPress : {})}
      aria-label={label}
      tabIndex={tabStop ? 0 : -1}
      data-row={rowKey}
      data-number={item.state === 'sent' ? item.message.number : undefined}
      data-state={item.state}
      // Not onPointerEnter: it does not fire when a dialog that lay over the row closes under the pointer.
      onPointerOver={(event) => event.pointerType !== 'touch' && handlers.onHover(rowKey)}
      onPointerLeave={() => handlers.onHover(null)}
      onFocus={() => handlers.onFocus(rowKey)}
      onBlur={(event) => {
        if (!event.currentTarget.contains(event.relatedTarget)) handlers.onFocus(null)
      }}
      className={cn(
        'relative flex gap-3 px-4 focus-visible:-outline-offset-2 sm:px-5 pointer-coarse:select-none',
        highlighted ? 'bg-flash' : active && 'bg-hover',
        className,
      )}
    >
      {children}
    </article>
  )
}
