'use client'

import { createContext, useContext, useEffect } from 'react'
import { useLatest } from '../hooks/use-latest.ts'

/**
 * Makes something that has been opened an entry of the browser's history, so that Back closes it.
 *
 * @param close called when the reader goes back
 * @returns to be called when it was closed in another way, which takes the entry away
 */
export type AddHistoryEntry = (close: () => void) => () => void

/** Null: what is opened is no entry. Only the app knows what else is in its history. */
export const HistoryEntryContext = createContext<AddHistoryEntry | null>(null)

/** While it is open, Back closes it, where the app around it wants that. */
export function useClosedByBack(open: boolean, close: () => void): void {
  const add = useContext(HistoryEntryContext)
  const latest = useLatest(close)
  useEffect(() => {
    if (open && add) return add(() => latest.current())
  }, [open, add, latest])
}
