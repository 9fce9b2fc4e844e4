'use client'

import type { TwoFactorProof } from '@chime/protocol'
import { limits } from '@chime/protocol'
import { TextField } from '@chime/ui'
import { FormDialog } from '../settings/form-dialog.tsx'
import { withFieldText } from './field-text.ts'

type Props = {
  title: string
  description: string
  confirmLabel: string
  onClose: () => void
  onProof: (proof: TwoFactorProof) => Promise<void>
}

/** Asks for both factors before something is changed in how the account is opened. */
export function ProofDialog({ onProof, ...dialog }: Props) {
  return (
    <FormDialog
      {...dialog}
      onSave={(value) => withFieldText(onProof({ password: value('password'), code: value('code').trim() }))}
    >
      <TextField label="Your password" name="password" type="password" autoComplete="current-password" required />
      <TextField
        label="Code"
        name="code"
        hint="Six digits of your app, or a recovery code."
        autoComplete="one-time-code"
        autoCapitalize="none"
        spellCheck={false}
        maxLength={limits.twoFactorCodeMax}
        required
      />
    </FormDialog>
  )
}
