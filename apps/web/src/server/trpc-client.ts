import 'server-only'
import type { AppRouter } from '@chime/client/app-router'
import { createTRPCClient, httpLink, type TRPCClient } from '@trpc/client'
import { headers } from 'next/headers'
import { env } from '../env.ts'

/** If the server takes longer than this to answer, the page shows an error instead of waiting on. */
const timeoutMs = 5_000

/** Finds the session cookie. Under https its name has the prefix `__Host-`. */
const sessionCookie = /(?:^|;\s*)(?:__Host-)?chime_session=/

export type TrpcClient = TRPCClient<AppRouter>

/**
 * A client that calls the server as the user of the current request. Null if the request has no session cookie, so that
 * visitors who are not logged in cost the server nothing. Only the server knows whether the cookie is still valid.
 */
export async function createSessionClient(): Promise<TrpcClient | null> {
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
