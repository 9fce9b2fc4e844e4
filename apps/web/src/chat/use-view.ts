import { usePathname } from 'next/navigation'
import { useMemo } from 'react'
import { type View, viewOf } from './routes.ts'

/** What the address says to show. */
export function useView(): View {
  const path = usePathname()
  return useMemo(() => viewOf(path), [path])
}
