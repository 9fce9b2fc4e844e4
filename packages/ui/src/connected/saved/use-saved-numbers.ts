import { useSaved } from '@chime/client/react'
import { useMemo } from 'react'

/** The numbers of the messages of a channel that I have saved for later: the same set until one of them changes. */
export function useSavedNumbers(channelId: string): ReadonlySet<number> {
  const saved = useSaved()
  const key = saved.flatMap((one) => (one.channelId === channelId ? [one.number] : [])).join(' ')
  return useMemo(() => new Set(key === '' ? [] : key.split(' ').map(Number)), [key])
}
