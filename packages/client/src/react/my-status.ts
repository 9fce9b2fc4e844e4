import type { ChosenStatus, Presence } from '@chime/protocol'
import { useCallback, useEffect, useMemo } from 'react'
import { MyStatus } from '../presence/my-status.ts'
import { useChime } from './provider.ts'

/**
 * Lets the user choose a status. While the component is mounted, it also reports when this device becomes idle: after
 * five minutes without input, or one minute out of sight. Use it in one place of a page only.
 *
 * @returns a function that sets the status; it resolves with how others see the user then
 */
export function useMyStatus(): (status: ChosenStatus) => Promise<Presence> {
  const chime = useChime()
  const myStatus = useMemo(() => new MyStatus(chime), [chime])
  useEffect(() => myStatus.start(), [myStatus])
  return useCallback((status) => myStatus.choose(status), [myStatus])
}
