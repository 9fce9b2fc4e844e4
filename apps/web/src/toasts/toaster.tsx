'use client'

import { useTheme } from 'next-themes'
import { Toaster as SonnerToaster, toast } from 'sonner'
import { toTheme } from '../app/theme.ts'

export function show(kind: 'success' | 'error', text: string, description?: string): void {
  toast[kind](text, description ? { description } : undefined)
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
            'flex w-full items-center gap-3 rounded-lg border border-line bg-raised px-4 py-3 text-ink text-sm shadow-pop [&_[data-icon]]:shrink-0',
          error: '[&_[data-icon]]:text-danger-text',
          success: '[&_[data-icon]]:text-accent-text',
          description: 'text-ink-muted [overflow-wrap:anywhere]',
        },
      }}
    />
  )
}
