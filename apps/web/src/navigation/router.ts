import { usePathname } from 'next/navigation'
import { useMemo, useSyncExternalStore } from 'react'
import { isOpenEntry } from './history-entries.ts'
import { type View, viewOf } from './routes.ts'

/*
 * Going from one view to another changes the address without a request to the web's own server: the browser already
 * has, or gets over its socket, all that a view shows. So it is instant and works offline.
 *
 * Next's router also follows `pushState`, but it renders the change as a transition, which may come some time later.
 * Until then, what somebody types would go into the former conversation. Here the change is rendered at once.
 */

const listeners = new Set<() => void>()

/** Goes to a view of the chat, given by its path: see `paths`. */
export function navigate(path: string, how: 'push' | 'replace' = 'push'): void {
  // What was open closes, and Back is to lead to where the reader was before it.
  if (how === 'replace' || path === window.location.pathname || isOpenEntry())
    window.history.replaceState(null, '', path)
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

/** The part of the address from the `#` on; empty if there is none. */
export function useHash(): string {
  return useSyncExternalStore(
    subscribe,
    () => window.location.hash,
    () => '',
  )
}

/** The view that the address stands for. */
export function useView(): View {
  const rendered = usePathname()
  const path = useSyncExternalStore(
    subscribe,
    () => window.location.pathname,
    () => rendered,
  )
  return useMemo(() => viewOf(path), [path])
}
