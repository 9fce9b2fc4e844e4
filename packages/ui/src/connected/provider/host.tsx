'use client'

import { createContext, type MouseEvent, type ReactNode, useContext, useMemo, useState } from 'react'
import { useLatest } from '../../hooks/use-latest.ts'
import type { RenderLink } from '../../render-link.ts'
import { hashOf, type Place, placeOfHash } from './place.ts'

/**
 * What the parts ask of the app around them. Each has a default with which the parts work alone: the place is kept in
 * memory.
 */
export type HostProps = {
  /** Where the reader is, if the app keeps it: in its address, for instance. Give `onOpen`, too. */
  place?: Place | undefined
  /** Goes to a place. Default: the parts below the provider that name no channel show it. */
  onOpen?: ((place: Place) => void) | undefined
  /**
   * The address of a place, for links and for "Copy link". Default: addresses that only the parts themselves
   * understand, so neither "Copy link" nor invite links are offered.
   */
  hrefOf?: ((place: Place) => string) | undefined
  /** How the app makes a link to an address of `hrefOf`. Keep it the same function between renders. */
  renderLink?: RenderLink | undefined
  /** The session is over: the app shows its login, say. Without it, the banner of the connection says so. */
  onSessionEnded?: (() => void) | undefined
}

type Host = {
  open: (place: Place) => void
  hrefOf: (place: Place) => string
  renderLink: RenderLink
  /** Addresses are those of the app, so that somebody else can open them. */
  hasAddresses: boolean
  sessionEnded: (() => void) | null
}

const HostContext = createContext<Host | null>(null)
const PlaceContext = createContext<Place>({ name: 'start' })

/** Gives the parts below what the app around them has, or the defaults. */
export function HostProvider({ children, ...props }: HostProps & { children?: ReactNode }) {
  const latest = useLatest(props)
  const [kept, setKept] = useState<Place>({ name: 'start' })
  const { place = kept, hrefOf, renderLink, onSessionEnded } = props
  const handsOver = onSessionEnded !== undefined

  const stable = useMemo(() => {
    const open = (next: Place) => (latest.current.onOpen ?? setKept)(next)
    return { open, renderLink: renderPlaceLink(open), sessionEnded: () => latest.current.onSessionEnded?.() }
  }, [latest])
  const host = useMemo<Host>(
    () => ({
      open: stable.open,
      hrefOf: hrefOf ?? hashOf,
      renderLink: renderLink ?? stable.renderLink,
      hasAddresses: hrefOf !== undefined,
      sessionEnded: handsOver ? stable.sessionEnded : null,
    }),
    [stable, hrefOf, renderLink, handsOver],
  )
  return (
    <HostContext.Provider value={host}>
      <PlaceContext.Provider value={place}>{children}</PlaceContext.Provider>
    </HostContext.Provider>
  )
}

/** What the app around the parts has. */
export function useHost(): Host {
  const host = useContext(HostContext)
  if (!host) throw new Error('The parts of @chime/ui/connected need its ChimeProvider above them')
  return host
}

/** Where the reader is. */
export const usePlace = (): Place => useContext(PlaceContext)

/** The channel that the reader is in; null for none. */
export function useOpenChannelId(): string | null {
  const place = usePlace()
  return 'channelId' in place ? place.channelId : null
}

/** Links to addresses of `hashOf`: a click goes to the place, and leaves the address of the page alone. */
function renderPlaceLink(open: (place: Place) => void): RenderLink {
  return ({ href, onClick, ...props }) => (
    <a
      {...props}
      href={href}
      onClick={(event: MouseEvent<HTMLAnchorElement>) => {
        onClick?.(event)
        const place = placeOfHash(href)
        if (event.defaultPrevented || !place) return
        event.preventDefault()
        open(place)
      }}
    />
  )
}
