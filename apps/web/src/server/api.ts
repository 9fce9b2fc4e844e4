import 'server-only'
import type { AppRouter } from '@chime/api'
import { createTRPCClient, httpLink, type TRPCClient } from '@trpc/client'
import { headers } from 'next/headers'
import { env } from '../env.ts'

/** A page that waits longer than this for the server is better off saying so. */
const timeoutMs = 5_000

/** The session's cookie; the `__Host-` form is used under https. */
const sessionCookie = /(?:^|;\s*)(?:__Host-)?chime_session=/

export type Api = TRPCClient<AppRouter>

/**
 * Calls the server as the reader of the current request. Null without a session cookie, so that strangers cost the
 * server nothing. Whether the cookie is still good is the server's to say.
 */
export async function apiOfReader(): Promise<Api | null> {
  const cookie = (await headers()).get('cookie') ?? ''
  if (!sessionCookie.test(cookie)) return null
  return createTRPCClient<AppRouter>({
    links: [
      httpLink({
        url: new URL('/trpc', env.SERVER_URL).href,
        headers: { cookie },
        fetch: (url, options) => fetch(url, { ...options, cache: 'no-store', signal: AbortSignal.timeout(timeoutMs) }),
      }),
    ],
  })
}
