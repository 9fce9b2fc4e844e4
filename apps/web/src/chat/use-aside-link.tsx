'use client'

import type { RenderLink } from '@chime/ui'
import { useCallback, useEffect, useRef } from 'react'
import { ChatLink } from './chat-link.tsx'
import { useView } from './navigation.ts'
import { useChatPanels } from './panels.tsx'

/** Below this the aside covers all (`--breakpoint-md`). */
const onePane = '(max-width: 47.99rem)'

const coversAll = () => window.matchMedia(onePane).matches

/** Links inside the aside: where it covers what they lead to, it closes. */
export function useAsideLink(): RenderLink {
  const { setAside } = useChatPanels()
  return useCallback(
    (props) => (
      <ChatLink
        {...props}
        onClick={() => {
          if (coversAll()) setAside(null)
        }}
      />
    ),
    [setAside],
  )
}

/** For an aside of no channel: where it covers what one goes to, by whatever link or by going back, it closes. */
export function useGivesWay(): void {
  const { setAside } = useChatPanels()
  const view = useView()
  const before = useRef(view)
  useEffect(() => {
    if (before.current !== view && coversAll()) setAside(null)
    before.current = view
  }, [view, setAside])
}
