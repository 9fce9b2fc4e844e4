import { createContext, createElement, type ReactNode, useContext } from 'react'
import type { Chime } from '../chime.ts'
import type { Metadata } from '../metadata.ts'

const Context = createContext<unknown>(null)

/** Gives the components below it the client. It neither connects nor closes it. */
export function ChimeProvider<M extends Metadata = Metadata>(props: { chime: Chime<M>; children?: ReactNode }) {
  const { chime, children } = props
  return createElement(Context.Provider, { value: chime }, children)
}

/** @typeParam M what messages may carry, where `createChime` was told so */
export function useChime<M extends Metadata = Metadata>(): Chime<M> {
  const chime = useContext(Context)
  if (!chime) throw new Error('useChime needs a ChimeProvider above it')
  // The provider takes nothing else. What messages carry is known to the compiler only: see `typed`.
  return chime as Chime<M>
}
