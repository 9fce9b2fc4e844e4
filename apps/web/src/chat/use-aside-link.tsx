'use client'

import type { RenderLink } from '@chime/ui'
import { useCallback } from 'react'
import { ChatLink } from './chat-link.tsx'
import { useChatPanels } from './panels.tsx'

/** Below this the aside covers all (`--breakpoint-md`). */
const onePane = '(max-width: 47.99rem)'

/** Links inside the aside: where it covers what they lead to, it closes. */
export function useAsideLink(): RenderLink {
  const { setAside } = useChatPanels()
  return useCallback(
    (props) => (
      <ChatLink
        {...props}
        onClick={() => {
          if (window.matchMedia(onePane).matches) setAside(null)
        }}
      />
    ),
    [setAside],
  )
}
