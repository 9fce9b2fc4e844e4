import { useChime } from '@chime/client/react'
import { limits } from '@chime/protocol'
import { useState } from 'react'
import type { PeopleSearch } from '../../user/person-picker.tsx'
import { useDebounced } from '../hooks/use-debounced.ts'
import { usePages } from '../hooks/use-pages.ts'
import { matchesQuery } from './matches-query.ts'

const debounceMs = 150
const resultsMax = 30

type Options = {
  enabled: boolean
  /** The id of a user to leave out. */
  without?: string | undefined
  /** Also finds suspended users. */
  suspended?: boolean
}

/**
 * Searches users by name; an empty query finds the first ones by name. The server is asked only while `enabled`.
 */
export function useUserSearch({ enabled, without, suspended }: Options): PeopleSearch {
  const chime = useChime()
  const [query, setQuery] = useState('')
  const debouncedQuery = useDebounced(query.trim().slice(0, limits.searchQueryMax), debounceMs)
  const { pages, asking, stale } = usePages(enabled ? debouncedQuery : null, async (_cursor, signal) => {
    const users = await chime.trpc.users.search.query(
      { query: debouncedQuery, limit: resultsMax, suspended },
      { signal },
    )
    chime.addUsers(users)
    return { users, cursor: null }
  })
  const users = pages.flatMap((page) => page.users).filter((user) => user.id !== without)
  // The results may still be those of the former query. Those that do not match are left out, because pressing Enter
  // quickly picks the first result.
  const isStale = stale || debouncedQuery !== query.trim()
  const results = isStale ? users.filter((user) => matchesQuery(user, query)) : users
  return { query, onQuery: setQuery, results, loading: (asking || isStale) && results.length === 0 }
}
