'use client'

import { type ComponentType, createContext, useContext } from 'react'

/**
 * What an app gives in place of a part. It gets the props of the part, and the part itself as `Default`, to put
 * something around it.
 */
export type Replacement<P> = ComponentType<P & { Default: ComponentType<P> }>

/** The replacements by the name of their part. Only `Components` knows the props of each. */
export const ReplacementsContext = createContext<Readonly<Record<string, unknown>>>({})

/** Makes of a component a part that an app can replace, by this name: see `Components`. */
export function slot<P extends object>(name: string, Default: ComponentType<P>): ComponentType<P> {
  function Slot(props: P) {
    const replacement = useContext(ReplacementsContext)[name]
    if (!replacement) return <Default {...props} />
    // `Components` gives each name the props of its part.
    const Given = replacement as Replacement<P>
    return <Given {...props} Default={Default} />
  }
  Slot.displayName = name
  return Slot
}
