'use client'

import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { type ReactNode, useState } from 'react'

/**
 * Lets the parts below use TanStack Query for data that is fetched when it is needed and not kept live: found users,
 * public channels, sessions. All live data comes from the Chime client. So only the lazy parts that need it bring this
 * provider, and the first paint does not load its code.
 */
export function QueryProvider({ children }: { children: ReactNode }) {
  const [client] = useState(
    () =>
      new QueryClient({ defaultOptions: { queries: { staleTime: 10_000, retry: 1, refetchOnWindowFocus: false } } }),
  )
  return <QueryClientProvider client={client}>{children}</QueryClientProvider>
}
