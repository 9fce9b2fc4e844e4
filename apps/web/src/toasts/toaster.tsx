'use client'

import type { Notice } from '@chime/ui/connected'
import { useTheme } from 'next-themes'
import { Toaster as SonnerToaster, toast } from 'sonner'
import { toTheme } from '../settings/theme.ts'

/** Shows a toast: see `toast`, which loads this code first. */
export function showToast({ kind, text, description, action }: Notice): void {
  toast[kind](text, {
    ...(description && { description }),
    ...(action && { action, cancel: { label: 'Dismiss', onClick: () => {} }, duration: Number.POSITIVE_INFINITY }),
  })
}

/** The place where toasts appear. */
export function Toaster() {
  const { theme } = useTheme()
  return (
    <SonnerToaster
      theme={toTheme(theme)}
      // Below the header and not at the end, where it would lie over what somebody is writing.
      position="top-center"
      offset={64}
      mobileOffset={{ top: 64 }}
      gap={8}
      className="[--width:26rem]!"
      toastOptions={{
        unstyled: true,
        classNames: {
          toast:
            'flex w-full items-center gap-3 rounded-lg border font-sans border-line bg-raised px-4 py-3 text-ink text-sm shadow-pop [&_[data-icon]]:shrink-0',
          content: 'min-w-0 flex-1',
          actionButton:
            'shrink-0 cursor-pointer rounded-md bg-accent px-3 py-1.5 font-medium text-on-accent text-sm hover:bg-accent-hover',
          cancelButton:
            'shrink-0 cursor-pointer rounded-md px-2 py-1.5 font-medium text-ink-muted text-sm hover:bg-hover hover:text-ink',
          error: '[&_[data-icon]]:text-danger-text',
          success: '[&_[data-icon]]:text-accent-text',
          description: 'text-ink-muted [overflow-wrap:anywhere]',
        },
      }}
    />
  )
}
