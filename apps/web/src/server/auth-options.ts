import 'server-only'
import type { AppRouter } from '@chime/client/app-router'
import type { AuthOptions } from '@chime/protocol'
import { createTRPCClient, httpLink } from '@trpc/client'
import { env } from '../env.ts'

/** They are settings of the server and change when it is restarted. All visitors together ask it this often at most. */
const keptMs = 10_000
const timeoutMs = 3_000

const trpc = createTRPCClient<AppRouter>({
  links: [
    httpLink({
      url: new URL('/trpc', env.SERVER_URL).href,
      fetch: (url, options) => fetch(url, { ...options, cache: 'no-store', signal: AbortSignal.timeout(timeoutMs) }),
    }),
  ],
})

let kept: { options: Promise<AuthOptions | null>; until: number } | undefined

/** Who may register, and whether mails are sent. Null: the server does not answer; it decides when a form is sent. */
export function findAuthOptions(): Promise<AuthOptions | null> {
  if (!kept || kept.until < Date.now()) {
    kept = { options: trpc.auth.options.query().catch(() => null), until: Date.now() + keptMs }
  }
  return kept.options
}
