import type { Trpc } from '../trpc.ts'
import { overHttp } from './http.ts'
import { typedCalls } from './typed-calls.ts'

/**
 * For a single call before there is a session, for example `auth.login`.
 *
 * @param key of a server. Null: there is none
 */
export function createHttpTrpc(url: string, key: string | null = null): Trpc {
  return typedCalls(overHttp(() => url, key === null ? null : () => key))
}
