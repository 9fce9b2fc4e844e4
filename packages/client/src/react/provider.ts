import { createContext, createElement, type ReactNode, useContext } from 'react'
import type { Chime } from '../chime.ts'

const Context = createContext<Chime | null>(null)

/** Gives the components below it the client. It neither connects nor closes it. */
export function ChimeProvider({ chime, children }: { chime: Chime; children?: ReactNode }) {
  return createElement(Context.Provider, { value: chime }, children)
}

export function useChime(): Chime {
  const chime = useContext(Context)
  if (!chime) throw new Error('useChime needs a ChimeProvider above it')
  return chime
}
