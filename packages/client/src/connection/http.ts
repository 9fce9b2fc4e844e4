import type { Transport } from './transport.ts'

/**
 * Sends each call in a request of its own, as tRPC's `httpLink` does.
 *
 * @param url of the server, without a slash at the end. It is asked for at each call: on a server, there is no page
 * address
 * @param token null: there is none, and in a browser the session cookie is used
 */
export function overHttp(url: () => string, token: (() => string | null) | null): Transport {
  return ({ type, path, input }, observer) => {
    const ended = new AbortController()
    const meta: Record<string, unknown> = {}
    const ask = async () => {
      const json = JSON.stringify(input)
      const isQuery = type === 'query'
      const query = isQuery && json !== undefined ? `?input=${encodeURIComponent(json)}` : ''
      const bearer = token?.()
      const response = await fetch(`${url()}/trpc/${path}${query}`, {
        signal: ended.signal,
        ...(!isQuery && { method: 'POST', body: json }),
        headers: {
          ...(!isQuery && { 'content-type': 'application/json' }),
          ...(bearer && { authorization: `Bearer ${bearer}` }),
        },
        // With a token no cookies are sent, so that the two cannot contradict each other.
        credentials: token ? 'omit' : 'include',
      })
      meta.response = response
      const answer = await response.json()
      meta.responseJSON = answer
      if (!answer.result) throw answer
      observer.next(answer.result)
      observer.complete()
    }
    ask().catch((cause) => observer.error(cause, meta))
    return () => ended.abort()
  }
}
