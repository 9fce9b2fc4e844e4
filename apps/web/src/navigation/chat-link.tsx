'use client'

import type { LinkProps } from '@chime/ui'
import { isPlainClick } from './plain-click.ts'
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
