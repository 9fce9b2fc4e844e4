import type { ChosenStatus, Presence } from '@chime/protocol'
import { useCallback, useEffect, useMemo } from 'react'
import { MyStatus } from '../my-status.ts'
import { useChime } from './provider.ts'

/**
 * Chooses what others see of me. While the component is there, this device also says by itself whether it is used: after
 * five minutes without input, or one out of sight, it is idle. To be used in one place of a page.
 *
 * @returns what chooses; it resolves with how others see me then
 */
export function useMyStatus(): (status: ChosenStatus) => Promise<Presence> {
  const chime = useChime()
  const mine = useMemo(() => new MyStatus(chime), [chime])
  useEffect(() => mine.start(), [mine])
  return useCallback((status) => mine.choose(status), [mine])
}
