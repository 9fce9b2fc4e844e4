'use client'

import { type ReactNode, useContext, useMemo } from 'react'
import type { Components } from './components.ts'
import { ReplacementsContext } from './slot.tsx'

export type ComponentsProviderProps = { components: Components; children?: ReactNode }

/** Replaces parts in everything below. Those that are replaced further above stay so. */
export function ComponentsProvider({ components, children }: ComponentsProviderProps) {
  const above = useContext(ReplacementsContext)
  const all = useMemo(() => ({ ...above, ...components }), [above, components])
  return <ReplacementsContext.Provider value={all}>{children}</ReplacementsContext.Provider>
}
