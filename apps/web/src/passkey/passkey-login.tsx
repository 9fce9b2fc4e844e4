'use client'

import { Button, cn, useHydrated, useSubmit } from '@chime/ui'
import { withErrorText } from '@chime/ui/connected'
import { KeyRound } from 'lucide-react'
import { useState } from 'react'
import { authClient } from '../auth/auth-client.ts'
import { FormError } from '../auth/form-error.tsx'
import { askPasskey, canUsePasskeys } from './browser.ts'

/** Logs in without a username: the browser shows whose passkeys it has. @param props.next the path to go to afterwards */
export function PasskeyLogin({ next }: { next: string }) {
  const ready = useHydrated()
  const [leaving, setLeaving] = useState(false)
  const { submit, pending, error } = useSubmit(async () => {
    const options = await withErrorText(authClient.auth.preparePasskeyLogin.mutate())
    const answer = await askPasskey(options)
    await withErrorText(authClient.auth.loginWithPasskey.mutate(answer))
    setLeaving(true)
    // A new page, as after any login: nothing of a former user is left in memory.
    window.location.assign(next)
  })
  if (ready && !canUsePasskeys()) return null
  return (
    // Its place is kept until it is known, so that nothing moves.
    <div className={cn('mt-5 flex flex-col gap-4', !ready && 'invisible')}>
      <div aria-hidden className="flex items-center gap-3 text-ink-muted text-sm">
        <span className="h-px flex-1 bg-line" />
        or
        <span className="h-px flex-1 bg-line" />
      </div>
      <Button size="lg" block pending={pending || leaving} onClick={() => void submit()}>
        <KeyRound aria-hidden />
        Log in with a passkey
      </Button>
      <FormError text={error} />
    </div>
  )
}
