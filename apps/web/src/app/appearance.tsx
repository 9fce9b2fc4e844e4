'use client'

import { TooltipProvider } from '@chime/ui'
import { ThemeProvider } from 'next-themes'
import type { ReactNode } from 'react'
import { Toasts } from '../toasts/toasts.tsx'

/** What every page shares: light or dark, tooltips, toasts. */
export function Appearance({ children }: { children: ReactNode }) {
  return (
    <ThemeProvider attribute="class" defaultTheme="system" disableTransitionOnChange storageKey="chime.theme">
      <TooltipProvider>{children}</TooltipProvider>
      <Toasts />
    </ThemeProvider>
  )
}
