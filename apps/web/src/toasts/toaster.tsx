'use client'

import { useTheme } from 'next-themes'
import { Toaster as SonnerToaster, toast } from 'sonner'
import { toTheme } from '../app/theme.ts'
import type { ToastAction, ToastKind } from './toast.ts'

export function show(kind: ToastKind, text: string, description?: string, action?: ToastAction): void {
  toast[kind](text, {
    ...(description && { description }),
    ...(action && { action, cancel: { label: 'Dismiss', onClick: () => {} }, duration: Number.POSITIVE_INFINITY }),
  })
}

export function Toaster() {
  const { theme } = useTheme()
  return (
    <SonnerToaster
      theme={toTheme(theme)}
      position="bottom-center"
      gap={8}
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
