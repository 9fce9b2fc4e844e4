'use client'

import { ClientConnection, type ClientProps } from './client-connection.tsx'
import { type PartsProps, PartsProvider } from './parts-provider.tsx'
import { splitClientProps } from './split-client-props.ts'

export type ChimePageProviderProps = ClientProps & PartsProps

/**
 * Like `ChimeProvider`, for an app whose whole page is Chime and has its styles: without an element around the parts.
 */
export function ChimePageProvider(props: ChimePageProviderProps) {
  const [client, parts] = splitClientProps<PartsProps>(props)
  return (
    <ClientConnection {...client}>
      <PartsProvider {...parts} />
    </ClientConnection>
  )
}
