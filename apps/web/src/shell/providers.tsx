'use client'

import { TooltipProvider } from '@chime/ui'
import { ThemeProvider } from 'next-themes'
import type { ReactNode } from 'react'
import { LazyToaster } from '../toasts/lazy-toaster.tsx'

/** What every page needs: the theme, tooltips and toasts. `nonce` lets the script run that sets the theme. */
export function Providers({ nonce, children }: { nonce: string | undefined; children: ReactNode }) {
  return (
    <ThemeProvider
      attribute="data-theme"
      defaultTheme="system"
      disableTransitionOnChange
      storageKey="chime.theme"
      nonce={nonce}
    >
      <TooltipProvider>{children}</TooltipProvider>
      <LazyToaster />
    </ThemeProvider>
  )
}
