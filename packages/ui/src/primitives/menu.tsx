'use client'

import { Check } from 'lucide-react'
import { DropdownMenu as Radix } from 'radix-ui'
import type { ReactElement, ReactNode } from 'react'
import { cn } from '../class-names.ts'

export type MenuProps = {
  /** The button that opens it: one element that takes a ref. */
  trigger: ReactElement
  children: ReactNode
  side?: 'top' | 'right' | 'bottom' | 'left'
  align?: 'start' | 'center' | 'end'
  defaultOpen?: boolean
  open?: boolean
  onOpenChange?: (open: boolean) => void
  /** Where the focus goes when it closes: the trigger, unless this prevents it. */
  onCloseAutoFocus?: (event: Event) => void
  /** The width. */
  className?: string
}

export type MenuItemProps = {
  children: ReactNode
  onSelect: () => void
  icon?: ReactNode
  /** Text at the end, a shortcut for instance. */
  hint?: ReactNode
  danger?: boolean | undefined
  disabled?: boolean | undefined
  /** Given: the item is one of a choice, and says whether it is the chosen one. */
  checked?: boolean
}

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
  return (
    <Radix.Root
      // What is behind stays readable and can be clicked; the menu closes then.
      modal={false}
      defaultOpen={defaultOpen}
      {...(open === undefined ? {} : { open })}
      {...(onOpenChange ? { onOpenChange } : {})}
    >
      <Radix.Trigger asChild>{trigger}</Radix.Trigger>
      <Radix.Portal>
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
          {children}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  )
}

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

export function MenuLabel({ children }: { children: ReactNode }) {
  return <Radix.Label className="px-2 pt-2 pb-1 font-medium text-ink-muted text-xs">{children}</Radix.Label>
}

export function MenuSeparator() {
  return <Radix.Separator className="-mx-1 my-1 h-px bg-line" />
}
