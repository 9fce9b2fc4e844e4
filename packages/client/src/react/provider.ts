import { createContext, createElement, type ReactNode, useContext } from 'react'
import type { Metadata } from '../metadata.ts'
import type { Chime } from '../types.ts'

const Context = createContext<unknown>(null)

/** Gives the client to the components below. It neither connects nor closes the client. */
export function ChimeProvider<M extends Metadata = Metadata>(props: { chime: Chime<M>; children?: ReactNode }) {
  const { chime, children } = props
  return createElement(Context.Provider, { value: chime }, children)
}

/** @typeParam M what messages may carry, if `createChime` was given a configuration type */
export function useChime<M extends Metadata = Metadata>(): Chime<M> {
  const chime = useContext(Context)
  if (!chime) throw new Error('useChime needs a ChimeProvider above it')
  // Only the provider sets the context, so it is a client. Only the compiler knows `M`: what messages
  // carry is checked by the server.
  return chime as Chime<M>
}
