import type { Me } from '@chime/protocol'
import { baseUrl } from './compose.ts'
import { createHttpTrpc } from './connection/http-trpc.ts'

export type LoginOptions = {
  /** Six digits of an authenticator app, or a recovery code, for an account that asks for one. */
  code?: string
}

/**
 * Signs in with a username or an email address. An account with two-factor asks for a code: the call then fails with
 * `TWO_FACTOR_REQUIRED`, and is made again with one. The token gives full access to the account: keep it secret.
 *
 * @throws TRPCClientError with `data.reason` `TWO_FACTOR_REQUIRED`, `WRONG_CREDENTIALS` (with `data.field` `code` if only that is
 * wrong), `RATE_LIMITED`, …
 */
export function login(
  url: string,
  identifier: string,
  password: string,
  { code }: LoginOptions = {},
): Promise<{ user: Me; token: string }> {
  return createHttpTrpc(baseUrl(url)).auth.login.mutate({ identifier, password, code })
}
