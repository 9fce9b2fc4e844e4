import type { MouseEvent } from 'react'
import { isPlainClick } from './plain-click.ts'
import { navigate } from './router.ts'
import { viewOf } from './routes.ts'

/**
 * Follows a link that people have written to something on this server in the window that is there; all others open in a
 * new one. For `onClick` of what is around the conversation.
 */
export function followOwnLink(event: MouseEvent): void {
  if (!(event.target instanceof Element) || !isPlainClick(event)) return
  const link = event.target.closest<HTMLAnchorElement>('a[target=_blank]')
  if (!link || link.origin !== window.location.origin || link.search) return
  const { name } = viewOf(link.pathname)
  // `/files/…` and other addresses of the server are no views.
  if (name === 'not-found' || name === 'start') return
  event.preventDefault()
  navigate(link.pathname + link.hash)
}
