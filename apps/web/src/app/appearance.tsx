'use client'

import { TooltipProvider } from '@chime/ui'
import { ThemeProvider, useTheme } from 'next-themes'
import type { ReactNode } from 'react'
import { Toaster } from 'sonner'
import { type Theme, toTheme } from './theme.ts'

/** What every page shares: light or dark, tooltips, toasts. */
export function Appearance({ children }: { children: ReactNode }) {
  return (
    <ThemeProvider attribute="class" defaultTheme="system" disableTransitionOnChange storageKey="chime.theme">
      <TooltipProvider>{children}</TooltipProvider>
      <Toasts />
    </ThemeProvider>
  )
}

function Toasts() {
  const theme: Theme = toTheme(useTheme().theme)
  return (
    <Toaster
      theme={theme}
      position="bottom-center"
      gap={8}
      toastOptions={{
        unstyled: true,
        classNames: {
          toast:
            'flex w-full items-center gap-3 rounded-lg border border-line bg-raised px-4 py-3 text-ink text-sm shadow-pop [&_[data-icon]]:shrink-0',
          error: '[&_[data-icon]]:text-danger-text',
          success: '[&_[data-icon]]:text-accent-text',
          description: 'text-ink-muted',
          actionButton: 'ms-auto shrink-0 cursor-pointer font-medium text-accent-text hover:underline',
        },
      }}
    />
  )
}
