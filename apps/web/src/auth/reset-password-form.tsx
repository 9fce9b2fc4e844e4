'use client'

import { type AuthResetPasswordInput, limits, password } from '@chime/protocol'
import { AuthCard, TextField } from '@chime/ui'
import { zodResolver } from '@hookform/resolvers/zod'
import { useState } from 'react'
import { useForm } from 'react-hook-form'
import { z } from 'zod'
import { errorData, reasonOf } from '../errors/error-data.ts'
import { authClient } from './auth-client.ts'
import { AuthNotice } from './auth-notice.tsx'
import { FormError } from './form-error.tsx'
import { newPasswordRule, weakPasswordText } from './password-rule.ts'
import { SubmitButton } from './submit-button.tsx'
import { useAuthForm } from './use-auth-form.ts'
import { useLinkToken } from './use-link-token.ts'

/** The page of a link to set a new password. */
export function ResetPasswordForm() {
  const token = useLinkToken()
  if (token === '') return <DeadLink />
  return <Form key={token} token={token} />
}

function DeadLink() {
  return (
    <AuthNotice title="This link works no more" action={{ label: 'Get another link', href: '/forgot-password' }}>
      <p>A link to set a password works once and for one hour. Only what you asked for last is sure to work.</p>
    </AuthNotice>
  )
}

/** @param token null before React runs */
function Form({ token }: { token: string | null }) {
  const [state, setState] = useState<'open' | 'done' | 'dead'>('open')
  const form = useForm<Pick<AuthResetPasswordInput, 'password'>>({
    resolver: zodResolver(z.object({ password })),
  })
  const { onSubmit, error, pending, ready } = useAuthForm({
    form,
    submit: async (values) => {
      try {
        await authClient.auth.resetPassword.mutate({ token: token ?? '', ...values })
        setState('done')
      } catch (cause) {
        if (reasonOf(cause) !== 'NOT_FOUND' && errorData(cause).field !== 'token') throw cause
        setState('dead')
      }
    },
    fieldError: (cause) =>
      errorData(cause).field === 'password' ? { field: 'password', text: weakPasswordText } : null,
    onDone: () => undefined,
  })
  if (state === 'dead') return <DeadLink />
  if (state === 'done') {
    return (
      <AuthNotice title="Your password is changed" action={{ label: 'Log in', href: '/login' }}>
        <p>You are logged out on every device. Log in with the new password.</p>
      </AuthNotice>
    )
  }
  const { errors } = form.formState
  return (
    <AuthCard title="Set a new password" subtitle="You are then logged out on every device.">
      <form method="post" onSubmit={onSubmit} noValidate className="flex flex-col gap-4">
        <TextField
          label="New password"
          type="password"
          autoComplete="new-password"
          autoFocus
          maxLength={limits.passwordBytesMax}
          hint={errors.password ? undefined : newPasswordRule}
          error={errors.password && (errors.password.type === 'server' ? errors.password.message : newPasswordRule)}
          {...form.register('password')}
        />
        <FormError text={error} />
        <SubmitButton ready={ready && token !== null} pending={pending}>
          Set the password
        </SubmitButton>
      </form>
    </AuthCard>
  )
}
