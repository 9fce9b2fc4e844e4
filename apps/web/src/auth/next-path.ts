/** The address of the login page that goes on to `path` after logging in. */
export const loginPath = (path: string) => (path === '/' ? '/login' : `/login?next=${encodeURIComponent(path)}`)

/** The address of the page for new accounts, in the same way. */
export const registerPath = (path: string) =>
  path === '/' ? '/register' : `/register?next=${encodeURIComponent(path)}`

/** A path that no browser takes for an address of another site. `//host` and `/\host` are such addresses. */
const isPath = (path: string) => /^\/(?![/\\])/.test(path)

/**
 * Where to go after logging in. Only paths of this site are allowed: otherwise an attacker could hand out a link to our
 * login page that leads to a page of theirs (an open redirect). Anything else becomes the start page.
 *
 * The path is judged before and after it is normalized: `/..//evil.example` is a path, and what becomes of it is not.
 */
export function safeNextPath(next: string | string[] | null | undefined): string {
  if (typeof next !== 'string' || !isPath(next)) return '/'
  const base = 'http://chime.invalid'
  const url = URL.canParse(next, base) ? new URL(next, base) : null
  if (url?.origin !== base || !isPath(url.pathname)) return '/'
  return url.pathname + url.search
}

/** Whether somebody came by an invite link. */
export const isInvitation = (next: string) => next.startsWith('/invite/')

/** The code of the invite link by which somebody came; null if they did not. */
export function inviteCodeOf(next: string): string | null {
  const [, code] = /^\/invite\/([^/?]+)/.exec(next) ?? []
  try {
    return code === undefined ? null : decodeURIComponent(code)
  } catch {
    return null
  }
}
