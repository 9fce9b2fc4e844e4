'use client'

import { Check } from 'lucide-react'
import { DropdownMenu as Radix } from 'radix-ui'
import { type ReactElement, type ReactNode, useState } from 'react'
import { cn } from '../class-names.ts'
import { useLayer } from '../root/layer.ts'

export type MenuProps = {
  /** The button that opens it: one element that takes a ref and event handlers. */
  trigger: ReactElement
  children: ReactNode
  side?: 'top' | 'right' | 'bottom' | 'left'
  align?: 'start' | 'center' | 'end'
  /** Whether it is open at first, when it opens and closes by itself. */
  defaultOpen?: boolean
  open?: boolean
  onOpenChange?: (open: boolean) => void
  /** When it closes, the focus returns to the trigger, unless this calls `preventDefault`. */
  onCloseAutoFocus?: (event: Event) => void
  /** Classes for its width. */
  className?: string
}

export type MenuItemProps = {
  children: ReactNode
  onSelect: () => void
  icon?: ReactNode
  /** Shown at the end, a keyboard shortcut for instance. */
  hint?: ReactNode
  danger?: boolean | undefined
  disabled?: boolean | undefined
  /** When it is given, the item can be checked, and this says whether it is. */
  checked?: boolean
}

/** A menu that opens at its trigger. Its items stay as they are while it is open. Leave `open` out to let it open and close by itself. */
export function Menu({
  trigger,
  children,
  side = 'bottom',
  align = 'start',
  defaultOpen = false,
  open,
  onOpenChange,
  onCloseAutoFocus,
  className = 'min-w-48',
}: MenuProps) {
  const layer = useLayer()
  return (
    <Radix.Root
      // Not modal: the page behind it can still be read by screen readers, and a click there closes the menu.
      modal={false}
      defaultOpen={defaultOpen}
      {...(open === undefined ? {} : { open })}
      {...(onOpenChange ? { onOpenChange } : {})}
    >
      <Radix.Trigger asChild>{trigger}</Radix.Trigger>
      <Radix.Portal container={layer.container}>
        <Radix.Content
          side={side}
          align={align}
          sideOffset={4}
          collisionPadding={8}
          {...(onCloseAutoFocus ? { onCloseAutoFocus } : {})}
          className={cn(
            'z-50 max-h-(--radix-dropdown-menu-content-available-height) max-w-80 animate-appear overflow-y-auto',
            'rounded-lg border border-line bg-raised p-1 shadow-pop',
            className,
          )}
        >
          <AsOpened>{children}</AsOpened>
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  )
}

/**
 * The items as they were when the menu opened. What comes from outside meanwhile must not move them: Enter or a click would
 * do something else than the reader saw. An action that is not possible any more says so when it is chosen.
 */
function AsOpened({ children }: { children: ReactNode }) {
  const [items] = useState(children)
  return items
}

/** Something that can be chosen in a `Menu`. */
export function MenuItem({ children, onSelect, icon, hint, danger, disabled, checked }: MenuItemProps) {
  const classes = cn(
    'flex min-h-8 cursor-pointer select-none items-center gap-2.5 rounded-md px-2 py-1 text-sm outline-none',
    'data-[disabled]:cursor-default data-[disabled]:opacity-50 [&_svg]:size-4 [&_svg]:shrink-0',
    danger
      ? 'text-danger-text data-[highlighted]:bg-danger-soft'
      : 'text-ink data-[highlighted]:bg-hover [&_svg]:text-ink-muted',
  )
  const content = (
    <>
      {icon}
      <span className="min-w-0 flex-1 truncate">{children}</span>
      {hint && <span className="text-ink-muted text-xs">{hint}</span>}
    </>
  )
  if (checked === undefined) {
    return (
      <Radix.Item className={classes} onSelect={onSelect} {...(disabled ? { disabled } : {})}>
        {content}
      </Radix.Item>
    )
  }
  return (
    <Radix.CheckboxItem className={classes} checked={checked} onSelect={onSelect} {...(disabled ? { disabled } : {})}>
      {content}
      {checked && <Check aria-hidden />}
    </Radix.CheckboxItem>
  )
}

/** A heading in a `Menu`. */
export function MenuLabel({ children }: { children: ReactNode }) {
  return <Radix.Label className="px-2 pt-2 pb-1 font-medium text-ink-muted text-xs">{children}</Radix.Label>
}

/** A line between the items of a `Menu`. */
export function MenuSeparator() {
  return <Radix.Separator className="-mx-1 my-1 h-px bg-line" />
}
