'use client'

import { createContext, type ReactNode, use, useMemo, useState } from 'react'

type ShellState = {
  /** The dialog that asks before logging out is open. */
  logoutAsked: boolean
  askLogout: (asked: boolean) => void
}

const ShellStateContext = createContext<ShellState | null>(null)

/** Holds which dialogs of the app itself are open, because they are opened in one place and shown in another. */
export function ShellStateProvider({ children }: { children: ReactNode }) {
  const [logoutAsked, askLogout] = useState(false)
  const state = useMemo(() => ({ logoutAsked, askLogout }), [logoutAsked])
  return <ShellStateContext value={state}>{children}</ShellStateContext>
}

export function useShellState(): ShellState {
  const state = use(ShellStateContext)
  if (!state) throw new Error('useShellState needs a ShellStateProvider above it')
  return state
}
