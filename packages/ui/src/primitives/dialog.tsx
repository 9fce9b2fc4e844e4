'use client'

import { X } from 'lucide-react'
import { Dialog as Radix } from 'radix-ui'
import { type ReactNode, useRef } from 'react'
import { cn } from '../class-names.ts'
import { useClosedByBack } from '../root/closed-by-back.ts'
import { useLayer } from '../root/layer.ts'
import { IconButton } from './icon-button.tsx'

export type DialogProps = {
  title: string
  description?: ReactNode
  open: boolean
  onOpenChange: (open: boolean) => void
  children?: ReactNode
  /** Buttons, the main one last. */
  footer?: ReactNode
  size?: 'sm' | 'md' | 'lg'
}

const widths = { sm: 'sm:max-w-sm', md: 'sm:max-w-md', lg: 'sm:max-w-xl' }

/**
 * A modal dialog; on narrow screens it is a sheet at the bottom. Esc and a click outside close it. Then the focus
 * returns to where it was before.
 */
export function Dialog({ title, description, open, onOpenChange, children, footer, size = 'md' }: DialogProps) {
  const before = useRef<Element | null>(null)
  const layer = useLayer()
  useClosedByBack(open, () => onOpenChange(false))
  return (
    <Radix.Root open={open && layer.ready} onOpenChange={onOpenChange}>
      <Radix.Portal container={layer.container}>
        <Radix.Overlay className="fixed inset-0 z-40 grid animate-fade grid-cols-1 place-items-end overflow-y-auto bg-scrim sm:place-items-center sm:p-6">
          <Radix.Content
            {...(description ? {} : { 'aria-describedby': undefined })}
            onOpenAutoFocus={(event) => {
              before.current = document.activeElement
              focusFirstField(event)
            }}
            onCloseAutoFocus={(event) => restoreFocus(event, before.current)}
            className={cn(
              'relative flex max-h-[92dvh] outline-none w-full animate-appear flex-col rounded-t-xl border border-line bg-raised shadow-pop sm:max-h-[86dvh] sm:rounded-xl',
              widths[size],
            )}
          >
            <header className="flex items-start gap-3 px-5 pt-4 pb-3">
              <div className="min-w-0 flex-1 pt-0.5">
                <Radix.Title className="font-semibold text-ink text-lg">{title}</Radix.Title>
                {description && (
                  <Radix.Description className="mt-1 text-ink-muted text-sm">{description}</Radix.Description>
                )}
              </div>
              <Radix.Close asChild>
                <IconButton label="Close" icon={<X />} tooltip={false} className="-me-2" />
              </Radix.Close>
            </header>
            <div className="min-h-0 flex-1 overflow-y-auto px-5 pb-5">{children}</div>
            {footer && (
              <footer className="flex flex-wrap justify-end gap-2 border-line border-t px-5 py-3">{footer}</footer>
            )}
          </Radix.Content>
        </Radix.Overlay>
      </Radix.Portal>
    </Radix.Root>
  )
}

/**
 * Returns the focus to an element when a dialog closes. By itself, radix-ui returns it only to a trigger that is part
 * of the dialog, and our dialogs have none.
 */
export function restoreFocus(event: Event, to: Element | null) {
  event.preventDefault()
  if (to instanceof HTMLElement && to.isConnected) to.focus({ preventScroll: true })
}

/**
 * Focuses the first field. If there is none, it focuses the dialog itself: by itself, radix-ui takes the close button.
 * What has taken the focus itself keeps it (`autoFocus`).
 */
function focusFirstField(event: Event) {
  event.preventDefault()
  const content = event.currentTarget
  if (!(content instanceof HTMLElement)) return
  if (content.contains(document.activeElement) && document.activeElement !== content) return
  const field = content.querySelector<HTMLElement>('input:not([disabled]), textarea:not([disabled])')
  const target = field ?? content
  target.focus()
}
