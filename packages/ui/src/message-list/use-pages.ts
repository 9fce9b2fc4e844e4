import { useCallback, useRef } from 'react'
import { useLatest } from './use-latest.ts'

/** How near to an end of the window the next page is asked for. */
const nearPx = 800
/** A page that did not come is asked for again after this long at the soonest. */
const againMs = 1_000

type End = { has: boolean; loading: boolean; edgeKey: string | undefined; load: () => void }

/**
 * Asks for pages as an end comes near. A page that failed is asked for again only when the reader scrolls on, so an
 * error never turns into a stream of requests.
 */
export function usePages(before: End, after: End) {
  const latest = useLatest({ before, after })
  const asked = useRef<{ [side in 'before' | 'after']?: { key: string | undefined; at: number } }>({})

  return useCallback(
    (element: HTMLElement, cause: 'scroll' | 'change') => {
      const distance = {
        before: element.scrollTop,
        after: element.scrollHeight - element.clientHeight - element.scrollTop,
      }
      for (const side of ['before', 'after'] as const) {
        const end = latest.current[side]
        if (!end.has || end.loading || distance[side] > nearPx) continue
        const last = asked.current[side]
        if (last && last.key === end.edgeKey && (cause === 'change' || Date.now() - last.at < againMs)) continue
        asked.current[side] = { key: end.edgeKey, at: Date.now() }
        end.load()
      }
    },
    [latest],
  )
}
