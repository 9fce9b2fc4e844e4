import { useMe } from '@chime/client/react'
import { useNotices } from '@chime/ui/connected'
import { useEffect, useRef } from 'react'

/** Tells all devices of a user that two-factor was turned on or off, so that they notice when it was not them. */
export function useTwoFactorNotices(): void {
  const twoFactor = useMe()?.twoFactor
  const before = useRef(twoFactor)
  const { notify } = useNotices()
  useEffect(() => {
    if (twoFactor === undefined) return
    if (before.current !== undefined && before.current !== twoFactor) {
      notify('info', twoFactor ? 'Two-factor is on now' : 'Two-factor is off now')
    }
    before.current = twoFactor
  }, [twoFactor, notify])
}
