import { useCallback, useRef } from 'react'
import { useLatest } from '../../hooks/use-latest.ts'

/** The next page is loaded when the reader is this near to the first or last loaded message. */
const nearPx = 800
/** A page that could not be loaded is asked for again after this time at the earliest. */
const againMs = 1_000

/** One end of the loaded messages. `edgeKey` changes when a page has been added there. */
type WindowEnd = { has: boolean; loading: boolean; edgeKey: string | undefined; load: () => void }

/**
 * Loads the next page when the reader comes near to one end of the loaded messages. If loading fails, it is tried again
 * only when the reader scrolls on, so that an error cannot turn into a stream of requests.
 *
 * @returns call it when the list was scrolled (`scroll`), and when its rows have changed (`change`)
 */
export function usePageLoading(before: WindowEnd, after: WindowEnd) {
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
