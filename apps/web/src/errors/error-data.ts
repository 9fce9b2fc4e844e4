import type { ErrorData, Reason } from '@chime/protocol'
import { TRPCClientError } from '@trpc/client'

/** What the server tells about a failed call. Empty for any other error, for instance when it cannot be reached. */
export function errorData(error: unknown): ErrorData {
  if (!(error instanceof TRPCClientError)) return {}
  // tRPC's type of `data` depends on the router, but every procedure sends the protocol's `ErrorData`.
  return (error.data ?? {}) as ErrorData
}

/** Why the server refused a call; undefined if it did not say. */
export const reasonOf = (error: unknown): Reason | undefined => errorData(error).reason
