import type { IncomingMessage, ServerResponse } from 'node:http'

/** Under https, the `__Host-` prefix makes browsers refuse such a cookie from subdomains and from plain http. */
const nameOf = (secure: boolean) => (secure ? '__Host-chime_session' : 'chime_session')

export function readSessionCookie(req: IncomingMessage, secure: boolean): string | null {
  const wanted = nameOf(secure)
  for (const pair of req.headers.cookie?.split(';') ?? []) {
    const [name, value] = pair.trim().split('=', 2)
    if (name === wanted && value) return value
  }
  return null
}

type CookieOptions = {
  secure: boolean
  /** How long the browser keeps it. The server may end the session earlier, when it is idle. */
  lifeMs: number
}

/** @param token null clears the cookie */
export function writeSessionCookie(res: ServerResponse, token: string | null, { secure, lifeMs }: CookieOptions): void {
  const age = token === null ? 0 : Math.ceil(lifeMs / 1_000)
  const attributes = `Path=/; HttpOnly; SameSite=Lax; Max-Age=${age}${secure ? '; Secure' : ''}`
  res.appendHeader('Set-Cookie', `${nameOf(secure)}=${token ?? ''}; ${attributes}`)
}

export function readBearer(req: IncomingMessage): string | null {
  return /^Bearer (\S+)$/i.exec(req.headers.authorization ?? '')?.[1] ?? null
}
