'use client'

import { useSyncExternalStore } from 'react'

const never = () => () => {}

/** False on the server and in the render that takes over from it. */
export function useHydrated(): boolean {
  return useSyncExternalStore(
    never,
    () => true,
    () => false,
  )
}
