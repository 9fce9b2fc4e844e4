'use client'

import { type ComponentType, useEffect, useState } from 'react'
import { whenIdle } from '../when-idle.ts'

/** Where toasts appear; there once the page has nothing better to do. */
export function Toasts() {
  const [Toaster, setToaster] = useState<ComponentType | null>(null)
  useEffect(
    () =>
      whenIdle(
        () =>
          void import('./toaster.tsx').then(
            (loaded) => setToaster(() => loaded.Toaster),
            () => {},
          ),
      ),
    [],
  )
  return Toaster && <Toaster />
}
