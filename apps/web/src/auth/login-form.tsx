'use client'

import { type AuthLoginInput, authLogin, type Registration } from '@chime/protocol'
import { AuthCard, TextField } from '@chime/ui'
import { zodResolver } from '@hookform/resolvers/zod'
import Link from 'next/link'
import { useState } from 'react'
import { useForm } from 'react-hook-form'
import { reasonOf } from '../errors/error-data.ts'
import { PasskeyLogin } from '../passkey/passkey-login.tsx'
import { CodeForm } from '../two-factor/code-form.tsx'
import { authClient } from './auth-client.ts'
import { FormError } from './form-error.tsx'
import { linkClass } from './link-class.ts'
import { isInvitation, registerPath } from './next-path.ts'
import { SubmitButton } from './submit-button.tsx'
import { useAuthForm } from './use-auth-form.ts'

const texts: Record<string, string> = {
  WRONG_CREDENTIALS: 'These do not match an account. Check both and try again.',
  FORBIDDEN:
    'This account cannot be used now: it is suspended, or its email address is not confirmed yet. “Forgot password?” sends a link that also confirms it.',
}

export function LoginForm({ next, registration }: { next: string; registration: Registration }) {
  /** What was right, and needs a code too. */
  const [asked, setAsked] = useState<AuthLoginInput | null>(null)
  const form = useForm<AuthLoginInput>({ resolver: zodResolver(authLogin.input) })
  const { onSubmit, error, pending, ready } = useAuthForm({
    form,
    next,
    submit: async (values) => {
      try {
        return await authClient.auth.login.mutate(values)
      } catch (cause) {
        if (reasonOf(cause) !== 'TWO_FACTOR_REQUIRED') throw cause
        setAsked(values)
        return false
      }
    },
    fieldError: (cause) => {
      const text = texts[reasonOf(cause) ?? '']
      return text ? { field: 'password', text } : null
    },
  })
  const { errors } = form.formState

  if (asked) return <CodeForm login={asked} next={next} onBack={() => setAsked(null)} />
  return (
    <AuthCard
      title="Welcome back"
      subtitle={isInvitation(next) ? 'Log in to see your invitation.' : 'Log in to your team’s Chime.'}
      footer={
        registration === 'closed' ? (
          'New accounts are made by those who run this server.'
        ) : registration === 'invite' && !isInvitation(next) ? (
          'New here? Open the invite link that somebody has sent you.'
        ) : (
          <>
            New here?{' '}
            <Link className={linkClass} href={registerPath(next)}>
              Create an account
            </Link>
          </>
        )
      }
    >
      <form method="post" onSubmit={onSubmit} noValidate className="flex flex-col gap-4">
        <TextField
          label="Username or email"
          autoComplete="username"
          autoCapitalize="none"
          spellCheck={false}
          autoFocus
          error={errors.identifier && 'Enter your username or email.'}
          {...form.register('identifier', { setValueAs: (value: string) => value.trim() })}
        />
        <TextField
          label="Password"
          type="password"
          autoComplete="current-password"
          error={
            errors.password && (errors.password.type === 'server' ? errors.password.message : 'Enter your password.')
          }
          {...form.register('password')}
        />
        <FormError text={error} />
        <SubmitButton ready={ready} pending={pending}>
          Log in
        </SubmitButton>
        <Link className={`${linkClass} self-center text-sm`} href="/forgot-password">
          Forgot password?
        </Link>
      </form>
      <PasskeyLogin next={next} />
    </AuthCard>
  )
}
