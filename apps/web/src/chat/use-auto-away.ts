import type { ChosenStatus, Presence } from '@chime/protocol'
import { useEffect, useEffectEvent } from 'react'
import { readStored, storedKeys, writeStored } from '../stored.ts'

const idleMs = 10 * 60_000
const checkMs = 30_000
/** Input is noted at most this often. */
const noteMs = 5_000

/**
 * Says "away" after ten minutes without input in any tab of this browser, and "online" at the next input. Only while
 * the person shows as online by choice: away, busy and invisible are left alone.
 */
export function useAutoAway(mine: Presence['status'] | null, set: (status: ChosenStatus) => Promise<unknown>): void {
  const change = useEffectEvent((status: 'away' | 'online') => {
    const byItself = readStored(storedKeys.autoAway) === 'yes'
    if (status === 'away' ? mine !== 'online' || byItself : !byItself) return
    writeStored(storedKeys.autoAway, status === 'away' ? 'yes' : null)
    // Offline just now: the next check, or the next input, tries again.
    set(status).catch(() => writeStored(storedKeys.autoAway, byItself ? 'yes' : null))
  })

  useEffect(() => {
    let notedAt = 0
    const onInput = () => {
      const now = Date.now()
      if (now - notedAt < noteMs) return
      notedAt = now
      writeStored(storedKeys.lastInput, String(now))
      change('online')
    }
    const check = () => {
      if (Date.now() - Number(readStored(storedKeys.lastInput) ?? 0) >= idleMs) change('away')
    }
    onInput()
    const timer = setInterval(check, checkMs)
    const inputs = ['pointerdown', 'pointermove', 'keydown', 'wheel', 'touchstart', 'focus'] as const
    for (const input of inputs) window.addEventListener(input, onInput, { passive: true })
    return () => {
      clearInterval(timer)
      for (const input of inputs) window.removeEventListener(input, onInput)
    }
  }, [])
}
