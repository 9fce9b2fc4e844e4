import { useCustomEmoji } from '@chime/client/react'
import { useMemo } from 'react'

/** The addresses of the server's own emoji, by name. */
export function useEmoji(): ReadonlyMap<string, string> {
  const all = useCustomEmoji()
  return useMemo(() => new Map(all.map(({ name, url }) => [name, url])), [all])
}
