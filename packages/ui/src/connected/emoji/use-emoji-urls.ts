import { useCustomEmoji } from '@chime/client/react'
import { useMemo } from 'react'

/** The picture URLs of this server's custom emoji, by name. */
export function useEmojiUrls(): ReadonlyMap<string, string> {
  const all = useCustomEmoji()
  return useMemo(() => new Map(all.map(({ name, url }) => [name, url])), [all])
}
