import { usePathname } from 'next/navigation'
import { useMemo, useSyncExternalStore } from 'react'
import { type View, viewOf } from './routes.ts'

/*
 * Moving between views changes the address without asking the web server: the browser already has, or gets over its
 * socket, all that a view shows, so moving is instant and works while offline. Next knows of it (its router follows
 * `pushState`), but renders it as a transition, some time later; here it is rendered at once, so that nobody types
 * into the conversation before.
 */

const listeners = new Set<() => void>()

/** Goes to a view of the chat. */
export function navigate(path: string, how: 'push' | 'replace' = 'push'): void {
  if (how === 'replace' || path === window.location.pathname) window.history.replaceState(null, '', path)
  else window.history.pushState(null, '', path)
  for (const listener of listeners) listener()
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener)
  window.addEventListener('popstate', listener)
  return () => {
    listeners.delete(listener)
    window.removeEventListener('popstate', listener)
  }
}

/** The part of the address behind `#`, with it. */
export function useHash(): string {
  return useSyncExternalStore(
    subscribe,
    () => window.location.hash,
    () => '',
  )
}

/** What the address says to show. */
export function useView(): View {
  const rendered = usePathname()
  const path = useSyncExternalStore(
    subscribe,
    () => window.location.pathname,
    () => rendered,
  )
  return useMemo(() => viewOf(path), [path])
}
