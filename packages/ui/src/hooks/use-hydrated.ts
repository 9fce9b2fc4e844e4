'use client'

import { useSyncExternalStore } from 'react'

const never = () => () => {}

/**
 * False on the server and in the first render in the browser, which must give the same HTML; true after that. For what
 * depends on the reader's time zone or window.
 */
export function useHydrated(): boolean {
  return useSyncExternalStore(
    never,
    () => true,
    () => false,
  )
}
