'use client'

import { retrying, whenIdle } from '@chime/ui'
import { type ComponentType, useEffect, useState } from 'react'

const loadToaster = retrying(() => import('./toaster.tsx'))

/** Shows toasts. Its code is fetched once the page is idle. */
export function LazyToaster() {
  const [Toaster, setToaster] = useState<ComponentType | null>(null)
  useEffect(() => whenIdle(() => void loadToaster().then((loaded) => setToaster(() => loaded.Toaster))), [])
  return Toaster && <Toaster />
}
