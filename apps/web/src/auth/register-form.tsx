'use client'

import { type AuthRegisterInput, authRegister, limits } from '@chime/protocol'
import { AuthCard, TextField } from '@chime/ui'
import { zodResolver } from '@hookform/resolvers/zod'
import Link from 'next/link'
import { useState } from 'react'
import { type FieldError, useForm } from 'react-hook-form'
import { errorData, reasonOf } from '../errors/error-data.ts'
import { authClient } from './auth-client.ts'
import { AuthNotice } from './auth-notice.tsx'
import { FormError } from './form-error.tsx'
import { linkClass } from './link-class.ts'
import { isInvitation, loginPath } from './next-path.ts'
import { newPasswordRule, weakPasswordText } from './password-rule.ts'
import { SubmitButton } from './submit-button.tsx'
import { useAuthForm } from './use-auth-form.ts'

type Field = Exclude<keyof AuthRegisterInput, 'invite'>

/** What each field must be. The protocol checks the same rules, but its messages are written for programs. */
const rules: Record<Field, string> = {
  username: `Use ${limits.usernameMin} to ${limits.usernameMax} of a–z, 0–9, “_”, “.” and “-”.`,
  email: 'Enter an email address like ada@example.com.',
  password: newPasswordRule,
  fullName: `Use at most ${limits.fullNameMax} characters.`,
}

type Props = {
  next: string
  /** The code of an invite, without which nobody may register here. It is accepted with the account. */
  invite: string | null
  /** Not empty: the email has to be at one of these, and is confirmed before one is logged in. */
  domains: readonly string[]
}

export function RegisterForm({ next, invite, domains }: Props) {
  const [awaited, setAwaited] = useState<string | null>(null)
  const form = useForm<AuthRegisterInput>({
    resolver: zodResolver(authRegister.input),
    mode: 'onTouched',
  })
  const { onSubmit, error, pending, ready } = useAuthForm({
    form,
    next,
    submit: (values) => authClient.auth.register.mutate({ ...values, ...(invite !== null && { invite }) }),
    fieldError: (cause, { email }) => {
      // The account is made, and its address has to be confirmed first.
      if (domains.length > 0 && reasonOf(cause) === 'FORBIDDEN') setAwaited(email)
      return fieldError(cause)
    },
  })
  const { errors } = form.formState

  if (awaited !== null) {
    return (
      <AuthNotice title="Confirm your address" action={{ label: 'Log in', href: loginPath(next) }}>
        <p>
          Your account is made. A mail with a link is on its way to{' '}
          <bdi className="font-medium [overflow-wrap:anywhere]">{awaited}</bdi>: open it, and then log in.
        </p>
      </AuthNotice>
    )
  }
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
          hint={domains.length > 0 ? `An address at ${domains.join(' or ')}.` : undefined}
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
        <SubmitButton ready={ready} pending={pending}>
          Create account
        </SubmitButton>
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
    return { field, text: weakPasswordText }
  }
  if (reason === 'INVALID_INPUT' && field === 'email') {
    return { field, text: 'Enter an email address that is accepted here.' }
  }
  if (reason === 'INVALID_INPUT' && field && field in rules) {
    const known = field as Field // `field in rules` has just shown that it is one
    return { field: known, text: rules[known] }
  }
  return null
}
