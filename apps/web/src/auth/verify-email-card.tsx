'use client'

import { AuthCard, useSubmit } from '@chime/ui'
import { errorText } from '@chime/ui/connected'
import { useState } from 'react'
import { errorData, reasonOf } from '../errors/error-data.ts'
import { authClient } from './auth-client.ts'
import { AuthNotice } from './auth-notice.tsx'
import { FormError } from './form-error.tsx'
import { SubmitButton } from './submit-button.tsx'
import { useLinkToken } from './use-link-token.ts'

const toChat = { label: 'Go to your conversations', href: '/' }

/**
 * The page of a link that confirms an address. It asks for a click, since programs that look into mails for people
 * open every link in them.
 */
export function VerifyEmailCard() {
  const token = useLinkToken()
  // Another link may be opened in the same tab, which loads no page.
  return <Card key={token} token={token} />
}

/** @param token null before React runs */
function Card({ token }: { token: string | null }) {
  const [state, setState] = useState<'open' | 'done' | 'dead' | 'taken'>('open')
  const { submit, pending, error } = useSubmit(async () => {
    try {
      await authClient.auth.verifyEmail.mutate({ token: token ?? '' })
      setState('done')
    } catch (cause) {
      const reason = reasonOf(cause)
      if (reason === 'CONFLICT') setState('taken')
      else if (reason === 'NOT_FOUND' || errorData(cause).field === 'token') setState('dead')
      else throw new Error(errorText(cause))
    }
  })
  if (state === 'done') {
    return (
      <AuthNotice title="Your address is confirmed" action={toChat}>
        <p>From now on you can log in with it, and set a new password if you forget yours.</p>
      </AuthNotice>
    )
  }
  if (state === 'taken') {
    return (
      <AuthNotice title="Another account has this address" action={toChat}>
        <p>It was confirmed for another account meanwhile. Name another address in your settings.</p>
      </AuthNotice>
    )
  }
  if (state === 'dead' || token === '') {
    return (
      <AuthNotice title="This link works no more" action={toChat}>
        <p>It works for one day, and only for the address that you named last.</p>
        <p className="text-ink-muted text-sm">In your settings you can have another link sent.</p>
      </AuthNotice>
    )
  }
  return (
    <AuthCard title="Confirm your address" subtitle="One click, and the address of this mail belongs to your account.">
      <form
        method="post"
        onSubmit={(event) => {
          event.preventDefault()
          void submit()
        }}
        className="flex flex-col gap-4"
      >
        <FormError text={error} />
        <SubmitButton ready={token !== null} pending={pending}>
          Confirm the address
        </SubmitButton>
      </form>
    </AuthCard>
  )
}
