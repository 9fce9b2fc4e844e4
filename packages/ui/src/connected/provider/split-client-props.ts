import type { ClientProps } from './client-connection.tsx'

/** The props that are about the client, and the others. */
export function splitClientProps<P extends object>(props: ClientProps & P): [client: ClientProps, others: P] {
  const { client, url, token, initial, storage, cache, userId, log, ...others } = {
    url: undefined,
    token: undefined,
    initial: undefined,
    storage: undefined,
    cache: undefined,
    userId: undefined,
    log: undefined,
    ...props,
  }
  // What is left has the props of `P`: it shares none with those of the client.
  const rest = others as unknown as P
  return [client ? { client } : { url, token, initial, storage, cache, userId, log }, rest]
}
