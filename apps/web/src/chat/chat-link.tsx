'use client'

import type { LinkProps } from '@chime/ui'
import type { MouseEvent } from 'react'
import { navigate } from './navigation.ts'

/** A link to a view of the chat: a real `<a>`, but a plain click moves without loading anything. */
export function ChatLink({ href, onClick, ...props }: LinkProps) {
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

/** For components of `@chime/ui` that make links; the same function always. */
export const renderChatLink = (props: LinkProps) => <ChatLink {...props} />

/** Every other click is the browser's: new tab, new window, save. */
function isPlainClick(event: MouseEvent): boolean {
  return (
    event.button === 0 && !(event.defaultPrevented || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey)
  )
}
