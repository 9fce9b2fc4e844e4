import { useCallback, useEffect, useReducer, useRef } from 'react'
import { useLatest } from '../../hooks/use-latest.ts'

type State<P> = {
  /** What `pages` answer; another key than the wanted one while that is asked for. */
  key: string | null
  pages: readonly P[]
  error: unknown
  asking: boolean
}

type Change<P> =
  | { type: 'ask' }
  | { type: 'answer'; key: string; page: P; first: boolean }
  | { type: 'fail'; key: string; error: unknown }

function next<P>(state: State<P>, change: Change<P>): State<P> {
  switch (change.type) {
    case 'ask':
      return { ...state, error: null, asking: true }
    case 'answer': {
      const pages = change.first ? [change.page] : [...state.pages, change.page]
      return { key: change.key, pages, error: null, asking: false }
    }
    case 'fail':
      return { key: change.key, pages: change.key === state.key ? state.pages : [], error: change.error, asking: false }
  }
}

/**
 * Asks the server for something that the client does not keep live, page by page: found users, public channels. It is
 * asked again when `key` changes; until the answer is there, the former one stays (`stale`). A call that fails is tried
 * once more.
 *
 * @param key what is asked for, as a text; null asks nothing
 * @param ask asks for the page at this cursor; undefined: for the first one
 */
export function usePages<P extends { cursor?: string | null | undefined }>(
  key: string | null,
  ask: (cursor: string | undefined, signal: AbortSignal) => Promise<P>,
) {
  const [state, change] = useReducer(next<P>, { key: null, pages: [], error: null, asking: false })
  const latestAsk = useLatest(ask)
  const running = useRef<AbortController | null>(null)

  const run = useCallback(
    async (wanted: string, cursor: string | undefined) => {
      running.current?.abort()
      const controller = new AbortController()
      const { signal } = controller
      running.current = controller
      change({ type: 'ask' })
      const attempt = () => latestAsk.current(cursor, signal)
      try {
        const page = await attempt().catch((error) => (signal.aborted ? Promise.reject(error) : attempt()))
        if (!signal.aborted) change({ type: 'answer', key: wanted, page, first: cursor === undefined })
      } catch (error) {
        if (!signal.aborted) change({ type: 'fail', key: wanted, error })
      }
    },
    [latestAsk],
  )

  useEffect(() => {
    if (key !== null) void run(key, undefined)
    return () => running.current?.abort()
  }, [key, run])

  const stale = key !== state.key
  const cursor = state.pages.at(-1)?.cursor ?? undefined
  return {
    pages: state.pages,
    /** Why the last call failed; null if it did not. */
    error: state.error,
    /** `pages` answer a former key. */
    stale,
    asking: state.asking || (stale && key !== null),
    hasMore: cursor !== undefined && !stale,
    /** Asks for the next page. Does nothing while something is asked for. */
    more: () => {
      if (key !== null && cursor !== undefined && !stale && !state.asking) void run(key, cursor)
    },
    /** Asks for everything again, beginning with the first page. */
    reload: async () => {
      if (key !== null) await run(key, undefined)
    },
  }
}
