'use client'

import type { LinkProps } from '@chime/ui'
import type { MouseEvent } from 'react'
import { navigate } from './router.ts'

/** A link to a view of the chat. It is a real `<a>`, but a plain click changes the view without loading a page. */
function ChatLink({ href, onClick, ...props }: LinkProps) {
  return (
    <a
      {...props}
      href={href}
      onClick={(event) => {
        onClick?.(event)
        if (!isPlainClick(event)) return
        event.preventDefault()
        navigate(href)
      }}
    />
  )
}

/** For components of `@chime/ui` that show links. It is one constant function, so that they do not render again. */
export const renderChatLink = (props: LinkProps) => <ChatLink {...props} />

/** All other clicks are left to the browser: they open a new tab or window, or save the link. */
function isPlainClick(event: MouseEvent): boolean {
  return (
    event.button === 0 && !(event.defaultPrevented || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey)
  )
}
