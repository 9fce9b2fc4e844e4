'use client'

import { useChime, useMe } from '@chime/client/react'
import type { NewTwoFactor } from '@chime/protocol'
import { Button, FormError, fullTime, timeAgo } from '@chime/ui'
import { errorText } from '@chime/ui/connected'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { BeginDialog, ConfirmCodeDialog } from './enable-dialog.tsx'
import { ProofDialog } from './proof-dialog.tsx'
import { RecoveryCodesDialog } from './recovery-codes-dialog.tsx'

/** With fewer, it is time for new ones. */
const fewCodes = 3

/** Whether my logins ask for a code, and my recovery codes. */
export function TwoFactorPanel() {
  const { trpc } = useChime()
  const me = useMe()
  const [dialog, setDialog] = useState<'enable' | 'disable' | 'renew' | null>(null)
  const [made, setMade] = useState<NewTwoFactor | null>(null)
  const [codes, setCodes] = useState<readonly string[] | null>(null)
  const { data, error, refetch } = useQuery({
    // It may be turned on or off on another device.
    queryKey: ['two-factor', me?.twoFactor],
    queryFn: ({ signal }) => trpc.auth.twoFactor.query(undefined, { signal }),
    staleTime: 0,
  })
  const close = () => setDialog(null)
  const isOn = me?.twoFactor === true
  return (
    <div className="flex flex-wrap items-center justify-between gap-x-4 gap-y-3 py-4">
      <div className="min-w-0 flex-1 basis-60">
        <h3 className="font-medium text-ink text-sm">Two-factor: {isOn ? 'on' : 'off'}</h3>
        <p className="text-ink-muted text-sm">
          {isOn
            ? 'A login asks for a code of your authenticator app, too.'
            : 'A login can ask for a code of an app on your phone, too. Then nobody gets in with your password alone.'}
        </p>
        {isOn && data?.enabledAt && (
          <p className="text-ink-muted text-sm">
            Turned on{' '}
            <time dateTime={data.enabledAt} title={fullTime(data.enabledAt)}>
              {timeAgo(data.enabledAt)}
            </time>
            {'. '}
            <span className={data.recoveryCodesLeft < fewCodes ? 'font-medium text-danger-text' : undefined}>
              {data.recoveryCodesLeft === 1 ? '1 recovery code' : `${data.recoveryCodesLeft} recovery codes`} left.
            </span>
          </p>
        )}
        <FormError error={error ? errorText(error) : null} />
      </div>
      {isOn ? (
        <div className="flex flex-wrap gap-2">
          <Button onClick={() => setDialog('renew')}>New recovery codes</Button>
          <Button onClick={() => setDialog('disable')}>Turn off</Button>
        </div>
      ) : (
        <Button disabled={!data} onClick={() => setDialog('enable')}>
          Turn on
        </Button>
      )}
      {dialog === 'enable' && <BeginDialog onClose={close} onMade={setMade} />}
      {made && <ConfirmCodeDialog made={made} onClose={() => setMade(null)} onEnabled={setCodes} />}
      {dialog === 'disable' && (
        <ProofDialog
          title="Turn two-factor off?"
          description="Your password alone opens your account then. Your recovery codes are deleted."
          confirmLabel="Turn off"
          onClose={close}
          onProof={async (proof) => void (await trpc.auth.disableTwoFactor.mutate(proof))}
        />
      )}
      {dialog === 'renew' && (
        <ProofDialog
          title="New recovery codes"
          description="Those that you have now are worth nothing then."
          confirmLabel="Make new codes"
          onClose={close}
          onProof={async (proof) => {
            setCodes((await trpc.auth.renewRecoveryCodes.mutate(proof)).recoveryCodes)
            await refetch()
          }}
        />
      )}
      {codes && <RecoveryCodesDialog codes={codes} onClose={() => setCodes(null)} />}
    </div>
  )
}
