/**
 * What a failed call rejects with: tRPC's own error. Its class is loaded with the first one, because it brings a good
 * part of tRPC's client along. Where it cannot be loaded, the error has the same fields.
 *
 * @param cause tRPC's form of an error, as the server sent it, or whatever went wrong on the way
 */
export async function callError(cause: unknown, meta?: Record<string, unknown>): Promise<Error> {
  try {
    const { trpcError } = await loadCallErrors()
    return trpcError(cause as object, meta)
  } catch {
    const shape = isErrorAnswer(cause) ? cause.error : undefined
    const { message = 'Unknown error' } = shape ?? (cause as Partial<Error> | null) ?? {}
    const error = new Error(message, { cause })
    return Object.assign(error, { name: 'TRPCClientError', shape, data: shape?.data, meta })
  }
}

/** Loads what `callError` needs, so that it is there when the network is not. */
export const loadCallErrors = () => import('./trpc-error.ts')

function isErrorAnswer(value: unknown): value is { error: { message: string; data: unknown } } {
  return typeof value === 'object' && value !== null && 'error' in value && !(value instanceof Error)
}
