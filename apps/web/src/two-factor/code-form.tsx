'use client'

import { type AuthLoginInput, limits } from '@chime/protocol'
import { AuthCard, Button, TextField } from '@chime/ui'
import { useState } from 'react'
import { useForm } from 'react-hook-form'
import { authClient } from '../auth/auth-client.ts'
import { FormError } from '../auth/form-error.tsx'
import { linkClass } from '../auth/link-class.ts'
import { useAuthForm } from '../auth/use-auth-form.ts'
import { errorData } from '../errors/error-data.ts'

type Props = {
  /** The username and password that were right. */
  login: AuthLoginInput
  /** The path to go to afterwards. */
  next: string
  onBack: () => void
}

/** The second step of a login, for an account that asks for a code. */
export function CodeForm({ login, next, onBack }: Props) {
  const [isRecovery, setIsRecovery] = useState(false)
  const form = useForm({ defaultValues: { code: '' } })
  const { onSubmit, error, pending } = useAuthForm({
    form,
    next,
    submit: ({ code }) => authClient.auth.login.mutate({ ...login, code: code.trim() }),
    fieldError: (cause) =>
      errorData(cause).field === 'code'
        ? { field: 'code', text: 'This code is wrong, or was used before. Try the next one.' }
        : null,
  })
  const { code } = form.formState.errors
  return (
    <AuthCard
      title={isRecovery ? 'Enter a recovery code' : 'Enter your code'}
      subtitle={
        isRecovery ? 'One of those that you kept. It works once.' : 'Your authenticator app shows it for this account.'
      }
      footer={
        <button type="button" className={`${linkClass} cursor-pointer`} onClick={onBack}>
          Log in as somebody else
        </button>
      }
    >
      <form method="post" onSubmit={onSubmit} noValidate className="flex flex-col gap-4">
        <TextField
          key={String(isRecovery)}
          label={isRecovery ? 'Recovery code' : 'Code'}
          inputMode={isRecovery ? 'text' : 'numeric'}
          autoComplete={isRecovery ? 'off' : 'one-time-code'}
          autoCapitalize="none"
          spellCheck={false}
          autoFocus
          maxLength={limits.twoFactorCodeMax}
          error={code && (code.message || 'Enter the code.')}
          {...form.register('code', { required: true })}
        />
        <FormError text={error} />
        <Button type="submit" variant="primary" size="lg" block pending={pending}>
          Log in
        </Button>
        <button
          type="button"
          className={`${linkClass} cursor-pointer self-center text-sm`}
          onClick={() => {
            form.reset()
            setIsRecovery(!isRecovery)
          }}
        >
          {isRecovery ? 'Use your authenticator app' : 'Use a recovery code'}
        </button>
      </form>
    </AuthCard>
  )
}
