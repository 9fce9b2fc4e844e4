'use client'

import { useChime, useMe } from '@chime/client/react'
import { Button, FormError, useSubmit } from '@chime/ui'
import { useNotices, withErrorText } from '@chime/ui/connected'
import { useQuery } from '@tanstack/react-query'
import { type ReactNode, useState } from 'react'
import { ChangeEmailDialog } from './change-email-dialog.tsx'
import { ChangePasswordDialog } from './change-password-dialog.tsx'

/** My address and my password. */
export function AccountSection() {
  const [dialog, setDialog] = useState<'email' | 'password' | null>(null)
  const me = useMe()
  if (!me) return null
  const close = () => setDialog(null)
  return (
    <div className="divide-y divide-line rounded-lg border border-line px-4">
      <Row title="Email" action={<Button onClick={() => setDialog('email')}>Change email</Button>}>
        <Email />
      </Row>
      <Row title="Password" action={<Button onClick={() => setDialog('password')}>Change password</Button>}>
        <p className="text-ink-muted text-sm">A new one logs out all your other devices.</p>
      </Row>
      {dialog === 'email' && <ChangeEmailDialog onClose={close} />}
      {dialog === 'password' && <ChangePasswordDialog onClose={close} />}
    </div>
  )
}

function Row({ title, action, children }: { title: string; action: ReactNode; children: ReactNode }) {
  return (
    <div className="flex flex-wrap items-center justify-between gap-x-4 gap-y-3 py-4">
      <div className="min-w-0 flex-1 basis-60">
        <h3 className="font-medium text-ink text-sm">{title}</h3>
        {children}
      </div>
      {action}
    </div>
  )
}

/** The address, and what is still to be confirmed. Where the server sends no mails, nobody is asked to confirm one. */
function Email() {
  const { trpc } = useChime()
  const me = useMe()
  const { notify } = useNotices()
  const { data } = useQuery({ queryKey: ['auth-options'], queryFn: () => trpc.auth.options.query() })
  const { submit, pending, error } = useSubmit(async () => {
    await withErrorText(trpc.auth.requestEmailVerification.mutate())
    notify('success', 'The mail is on its way')
  })
  if (!me) return null
  const { email, emailVerified, pendingEmail } = me
  const isAwaited = pendingEmail !== null || (data?.mail === true && email !== null && !emailVerified)
  return (
    <>
      {email !== null && (
        <p className="text-ink-muted text-sm [overflow-wrap:anywhere]">
          <bdi>{email}</bdi>
        </p>
      )}
      {isAwaited && (
        <div className="mt-1 flex flex-wrap items-center gap-x-3 gap-y-1 text-ink text-sm">
          <p className="[overflow-wrap:anywhere]">
            {pendingEmail === null ? 'It is' : <bdi className="font-medium">{pendingEmail}</bdi>}
            {pendingEmail === null ? ' not confirmed yet.' : ' is not confirmed yet. '}
            {pendingEmail !== null && email === null && 'Until then, log in with your username.'}
          </p>
          <Button size="sm" pending={pending} onClick={() => void submit()}>
            Send again
          </Button>
          <FormError error={error} />
        </div>
      )}
    </>
  )
}
