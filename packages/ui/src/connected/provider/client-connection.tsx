'use client'

import { type Chime, type ChimeOptions, createChime } from '@chime/client'
import { ChimeProvider as ClientProvider } from '@chime/client/react'
import { type ReactNode, useEffect, useLayoutEffect, useState } from 'react'

type OwnClientProps = { client?: undefined } & Pick<
  ChimeOptions,
  'url' | 'token' | 'initial' | 'storage' | 'cache' | 'userId' | 'log'
>
/** `client`: one that you made. It is connected here, but closing it is up to you. */
type GivenClientProps = { client: Chime }

export type ClientProps = OwnClientProps | GivenClientProps

/**
 * Gives a client to the parts below. Without `client` it makes one for `url` and `token` (see `createChime`) and keeps it
 * connected while it is mounted. When the `url` changes, or a `token` that is a text, everything below begins anew with
 * another client: it may be another user. So give the token as a function if it is only renewed.
 */
export function ClientConnection({ children, ...props }: ClientProps & { children: ReactNode }) {
  if (props.client) {
    return (
      <Connected chime={props.client} closes={false}>
        {children}
      </Connected>
    )
  }
  const { url, token } = props
  return (
    <OwnClient key={JSON.stringify([url, typeof token === 'string' ? token : null])} {...props}>
      {children}
    </OwnClient>
  )
}

function OwnClient({ children, client: _none, ...options }: OwnClientProps & { children: ReactNode }) {
  const [chime] = useState(() => createChime(options))
  return (
    <Connected chime={chime} closes>
      {children}
    </Connected>
  )
}

/** On a server, React 18 complains of `useLayoutEffect`. */
const useEarlyEffect = typeof window === 'undefined' ? useEffect : useLayoutEffect

function Connected({ chime, closes, children }: { chime: Chime; closes: boolean; children: ReactNode }) {
  // Before the effects of the parts below, which call the server: React's strict mode runs all of them twice, and a
  // client that is closed in between refuses their calls.
  useEarlyEffect(() => {
    chime.connect()
    return closes ? () => chime.close() : undefined
  }, [chime, closes])
  return <ClientProvider chime={chime}>{children}</ClientProvider>
}
