/** The login page that returns to `path` afterwards. */
export const loginPath = (path: string) => (path === '/' ? '/login' : `/login?next=${encodeURIComponent(path)}`)

/**
 * Where to go after logging in. Only paths of this site: anything else would make the login page a way to send
 * people elsewhere.
 */
export function safeNextPath(next: string | string[] | null | undefined): string {
  if (typeof next !== 'string' || !/^\/(?![/\\])/.test(next)) return '/'
  const base = 'http://chime.invalid'
  const url = URL.canParse(next, base) ? new URL(next, base) : null
  return url?.origin === base ? url.pathname + url.search : '/'
}

/** Whoever comes here was handed a link into a channel. */
export const isInvitation = (next: string) => next.startsWith('/invite/')
