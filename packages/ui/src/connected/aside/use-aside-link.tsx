'use client'

import { useCallback, useEffect, useRef } from 'react'
import type { RenderLink } from '../../render-link.ts'
import { useHost, usePlace } from '../provider/host.tsx'
import { useAside } from './aside.tsx'

/**
 * Links inside an aside. Where the aside covers the conversation, a click also closes it: what the link leads to is
 * below.
 */
export function useAsideLink(): RenderLink {
  const { setAside, covers } = useAside()
  const { renderLink } = useHost()
  return useCallback(
    (props) =>
      renderLink({
        ...props,
        onClick: (event) => {
          props.onClick?.(event)
          if (covers()) setAside(null)
        },
      }),
    [renderLink, setAside, covers],
  )
}

/**
 * For an aside that belongs to no channel and therefore stays open when the reader goes elsewhere. Where it covers the
 * conversation, it closes on every navigation, also on the browser's "back".
 */
export function useCloseAsideOnNavigation(): void {
  const { setAside, covers } = useAside()
  const place = usePlace()
  const before = useRef(place)
  useEffect(() => {
    if (before.current !== place && covers()) setAside(null)
    before.current = place
  }, [place, setAside, covers])
}
