'use client'

import { ChimeRoot, type ChimeRootProps } from '../../root/chime-root.tsx'
import { ClientConnection, type ClientProps } from './client-connection.tsx'
import { type PartsProps, PartsProvider } from './parts-provider.tsx'
import { splitClientProps } from './split-client-props.ts'

export type ChimeProviderProps = ClientProps & PartsProps & Omit<ChimeRootProps, 'children'>

/**
 * Gives the parts below a client and all else that they need, in a `ChimeRoot` (`theme`, `dir`, `className`, `style`,
 * `container`) that is as high as its container unless `className` or `style` says otherwise.
 *
 * Without `client` it makes one for `url` and `token` (see `createChime`) and keeps it connected while it is mounted.
 * When the `url` changes, or a `token` that is a text, everything below begins anew with another client: it may be
 * another user. So give the token as a function if it is only renewed.
 */
export function ChimeProvider(props: ChimeProviderProps) {
  const { theme, dir, className, style = className ? undefined : fullHeight, container, ...rest } = props
  const [client, parts] = splitClientProps(rest)
  return (
    <ClientConnection {...client}>
      <ChimeRoot {...{ theme, dir, className, style, container }}>
        <PartsProvider {...parts} />
      </ChimeRoot>
    </ClientConnection>
  )
}

const fullHeight = { height: '100%' }
