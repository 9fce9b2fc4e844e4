/**
 * The chat's views and their addresses. Moving between them changes the address without asking the web server: the
 * browser already has, or gets over its socket, all that a view shows, so moving is instant and works while offline.
 * Every address is also a page of its own (`app/(chat)`), for the first load.
 */
export type View =
  | { name: 'home' }
  | { name: 'channel'; channelId: string; around?: number }
  | { name: 'browse' }
  | { name: 'settings' }

export const paths = {
  home: '/',
  channel: (channelId: string) => `/c/${channelId}`,
  message: (channelId: string, number: number) => `/c/${channelId}/${number}`,
  browse: '/browse',
  settings: '/settings',
} as const

/** Anything that is not an address of the chat counts as home; real wrong addresses never get here (404). */
export function viewOf(path: string): View {
  const [first, channelId, number] = path.split('/').slice(1)
  if (first === 'browse' || first === 'settings') return { name: first }
  if (first !== 'c' || !channelId) return { name: 'home' }
  const around = parseNumber(number)
  return around ? { name: 'channel', channelId, around } : { name: 'channel', channelId }
}

/** A message's number out of an address: null unless it is one. */
export function parseNumber(text: string | undefined): number | null {
  return text && /^[1-9]\d{0,14}$/.test(text) ? Number(text) : null
}

/** Goes to a view of the chat. Next keeps `usePathname` in step with the history. */
export function navigate(path: string, how: 'push' | 'replace' = 'push'): void {
  if (how === 'replace' || path === window.location.pathname) window.history.replaceState(null, '', path)
  else window.history.pushState(null, '', path)
}
