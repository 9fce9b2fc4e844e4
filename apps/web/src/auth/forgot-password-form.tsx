'use client'

import { type AuthRequestPasswordResetInput, authRequestPasswordReset, limits } from '@chime/protocol'
import { AuthCard, TextField } from '@chime/ui'
import { zodResolver } from '@hookform/resolvers/zod'
import Link from 'next/link'
import { useState } from 'react'
import { useForm } from 'react-hook-form'
import { authClient } from './auth-client.ts'
import { AuthNotice } from './auth-notice.tsx'
import { FormError } from './form-error.tsx'
import { linkClass } from './link-class.ts'
import { SubmitButton } from './submit-button.tsx'
import { useAuthForm } from './use-auth-form.ts'

/** @param mail whether the server sends mails */
export function ForgotPasswordForm({ mail }: { mail: boolean }) {
  const [sentTo, setSentTo] = useState<string | null>(null)
  const form = useForm<AuthRequestPasswordResetInput>({ resolver: zodResolver(authRequestPasswordReset.input) })
  const { onSubmit, error, pending, ready } = useAuthForm({
    form,
    submit: (values) => authClient.auth.requestPasswordReset.mutate(values),
    fieldError: () => null,
    onDone: ({ email }) => setSentTo(email),
  })
  if (sentTo !== null) {
    return (
      <AuthNotice title="Look into your mail" action={{ label: 'Back to log in', href: '/login' }}>
        <p>
          If there is an account with <bdi className="font-medium [overflow-wrap:anywhere]">{sentTo}</bdi>, a link to
          set a new password is on its way. It works for one hour.
        </p>
        <p className="text-ink-muted text-sm">
          {mail
            ? 'Nothing there after some minutes? Look among unwanted mail, and whether the address is the one of your account.'
            : 'This server sends no mails yet: whoever runs it finds the link in its log.'}
        </p>
      </AuthNotice>
    )
  }
  return (
    <AuthCard
      title="Forgot your password?"
      subtitle="You get a link by mail with which you set a new one."
      footer={
        <Link className={linkClass} href="/login">
          Back to log in
        </Link>
      }
    >
      <form method="post" onSubmit={onSubmit} noValidate className="flex flex-col gap-4">
        <TextField
          label="Email"
          type="email"
          autoComplete="email"
          autoFocus
          maxLength={limits.emailMax}
          error={form.formState.errors.email && 'Enter the email address of your account.'}
          {...form.register('email', { setValueAs: (value: string) => value.trim() })}
        />
        <FormError text={error} />
        <SubmitButton ready={ready} pending={pending}>
          Send the link
        </SubmitButton>
      </form>
    </AuthCard>
  )
}
