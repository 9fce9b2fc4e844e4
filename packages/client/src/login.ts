import type { Me } from '@chime/protocol'
import { baseUrl } from './compose.ts'
import { createHttpTrpc } from './connection/http-trpc.ts'

/**
 * Signs in with a username or an email address. The token gives full access to the account: keep it secret.
 *
 * @throws TRPCClientError with `data.reason` `WRONG_CREDENTIALS`, `RATE_LIMITED`, …
 */
export function login(url: string, identifier: string, password: string): Promise<{ user: Me; token: string }> {
  return createHttpTrpc(baseUrl(url)).auth.login.mutate({ identifier, password })
}
