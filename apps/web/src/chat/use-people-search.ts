import { useChime } from '@chime/client/react'
import { limits } from '@chime/protocol'
import type { PeopleSearch } from '@chime/ui'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { fits } from './fits.ts'
import { useDebounced } from './use-debounced.ts'

/** Everybody whose name fits what is typed; for an empty query, the first by name. Asks only while `enabled`. */
export function usePeopleSearch({ enabled, without }: { enabled: boolean; without?: string }): PeopleSearch {
  const chime = useChime()
  const [query, setQuery] = useState('')
  const settled = useDebounced(query.trim().slice(0, limits.searchQueryMax), 150)
  const { data, isFetching, isPlaceholderData } = useQuery({
    queryKey: ['people', settled],
    queryFn: async ({ signal }) => {
      const people = await chime.trpc.users.search.query({ query: settled, limit: 30 }, { signal })
      chime.addUsers(people)
      return people
    },
    placeholderData: keepPreviousData,
    enabled,
  })
  const people = (data ?? []).filter((person) => person.id !== without)
  // Until the answer to what is typed is here, nobody is offered who does not fit: a quick Enter picks the first.
  const isLate = isPlaceholderData || settled !== query.trim()
  const results = isLate ? people.filter((person) => fits(person, query)) : people
  return { query, onQuery: setQuery, results, loading: (isFetching || isLate) && results.length === 0 }
}
