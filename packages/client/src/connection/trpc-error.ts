import { TRPCClientError } from '@trpc/client'

export const trpcError = (cause: object, meta: Record<string, unknown> | undefined) =>
  TRPCClientError.from(cause, { meta })
