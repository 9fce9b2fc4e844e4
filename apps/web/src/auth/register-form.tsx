'use client'

import { type AuthRegisterInput, authRegister, limits } from '@chime/protocol'
import { AuthCard, Button, TextField } from '@chime/ui'
import { zodResolver } from '@hookform/resolvers/zod'
import Link from 'next/link'
import { type FieldError, useForm } from 'react-hook-form'
import { errorData } from '../errors/error-data.ts'
import { authClient } from './auth-client.ts'
import { FormError } from './form-error.tsx'
import { linkClass } from './link-class.ts'
import { isInvitation, loginPath } from './next-path.ts'
import { useAuthForm } from './use-auth-form.ts'

type Field = keyof AuthRegisterInput

/** What each field must be. The protocol checks the same rules, but its messages are written for programs. */
const rules: Record<Field, string> = {
  username: `Use ${limits.usernameMin} to ${limits.usernameMax} of a–z, 0–9, “_”, “.” and “-”.`,
  email: 'Enter an email address like ada@example.com.',
  password: `Use at least ${limits.passwordBytesMin} characters.`,
  fullName: `Use at most ${limits.fullNameMax} characters.`,
}

export function RegisterForm({ next }: { next: string }) {
  const form = useForm<AuthRegisterInput>({
    resolver: zodResolver(authRegister.input),
    mode: 'onTouched',
  })
  const { onSubmit, error, pending, ready } = useAuthForm({
    form,
    next,
    submit: (values) => authClient.auth.register.mutate(values),
    fieldError,
  })
  const { errors } = form.formState

  return (
    <AuthCard
      title="Create your account"
      subtitle={
        isInvitation(next)
          ? 'With an account you can accept your invitation.'
          : 'One minute, then you are in the conversation.'
      }
      footer={
        <>
          Have an account?{' '}
          <Link className={linkClass} href={loginPath(next)}>
            Log in
          </Link>
        </>
      }
    >
      <form method="post" onSubmit={onSubmit} noValidate className="flex flex-col gap-4">
        <TextField
          label="Full name"
          hint="Optional. How others see you."
          autoComplete="name"
          autoFocus
          error={textOf('fullName', errors.fullName)}
          {...form.register('fullName', { setValueAs: (value?: string) => value?.trim() || undefined })}
        />
        <TextField
          label="Username"
          autoComplete="username"
          autoCapitalize="none"
          spellCheck={false}
          maxLength={limits.usernameMax}
          error={textOf('username', errors.username)}
          {...form.register('username', { setValueAs: (value: string) => value.trim().toLowerCase() })}
        />
        <TextField
          label="Email"
          type="email"
          autoComplete="email"
          maxLength={limits.emailMax}
          error={textOf('email', errors.email)}
          {...form.register('email', { setValueAs: (value: string) => value.trim() })}
        />
        <TextField
          label="Password"
          type="password"
          autoComplete="new-password"
          hint={errors.password ? undefined : rules.password}
          error={textOf('password', errors.password)}
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
          Create account
        </Button>
      </form>
    </AuthCard>
  )
}

/** An error of type `server` comes from the server and has its own text; any other broke the rule of its field. */
function textOf(field: Field, error: FieldError | undefined): string | undefined {
  return error && (error.type === 'server' ? error.message : rules[field])
}

function fieldError(cause: unknown): { field: Field; text: string } | null {
  const { reason, field } = errorData(cause)
  if (reason === 'CONFLICT' && field === 'username') return { field, text: 'Somebody has this username already.' }
  if (reason === 'CONFLICT' && field === 'email') return { field, text: 'There is an account with this email already.' }
  if (reason === 'INVALID_INPUT' && field === 'password') {
    return { field, text: 'This password is among the most common ones. Choose another.' }
  }
  if (reason === 'INVALID_INPUT' && field && field in rules) {
    const known = field as Field // `field in rules` has just shown that it is one
    return { field: known, text: rules[known] }
  }
  return null
}
