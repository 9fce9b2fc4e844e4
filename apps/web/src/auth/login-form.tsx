'use client'

import { type AuthLoginInput, authLogin } from '@chime/protocol'
import { AuthCard, Button, TextField } from '@chime/ui'
import { zodResolver } from '@hookform/resolvers/zod'
import Link from 'next/link'
import { useForm } from 'react-hook-form'
import { reasonOf } from '../errors/error-data.ts'
import { authClient } from './auth-client.ts'
import { FormError } from './form-error.tsx'
import { linkClass } from './link-class.ts'
import { isInvitation, registerPath } from './next-path.ts'
import { useAuthForm } from './use-auth-form.ts'

export function LoginForm({ next }: { next: string }) {
  const form = useForm<AuthLoginInput>({ resolver: zodResolver(authLogin.input) })
  const { onSubmit, error, pending, ready } = useAuthForm({
    form,
    next,
    submit: (values) => authClient.auth.login.mutate(values),
    fieldError: (cause) =>
      reasonOf(cause) === 'WRONG_CREDENTIALS'
        ? { field: 'password', text: 'These do not match an account. Check both and try again.' }
        : null,
  })
  const { errors } = form.formState

  return (
    <AuthCard
      title="Welcome back"
      subtitle={isInvitation(next) ? 'Log in to see your invitation.' : 'Log in to your team’s Chime.'}
      footer={
        <>
          New here?{' '}
          <Link className={linkClass} href={registerPath(next)}>
            Create an account
          </Link>
        </>
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
        <Button
          type="submit"
          variant="primary"
          size="lg"
          block
          disabled={!ready}
          pending={pending}
          className="disabled:opacity-100!"
        >
          Log in
        </Button>
      </form>
    </AuthCard>
  )
}
