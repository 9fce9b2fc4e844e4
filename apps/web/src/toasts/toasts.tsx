'use client'

import { retrying, whenIdle } from '@chime/ui'
import { type ComponentType, useEffect, useState } from 'react'

const load = retrying(() => import('./toaster.tsx'))

/** Where toasts appear; there once the page has nothing better to do. */
export function Toasts() {
  const [Toaster, setToaster] = useState<ComponentType | null>(null)
  useEffect(() => whenIdle(() => void load().then((loaded) => setToaster(() => loaded.Toaster))), [])
  return Toaster && <Toaster />
}
