'use client'

import { PasskeysPanel } from '../passkey/passkeys-panel.tsx'
import { TwoFactorPanel } from '../two-factor/two-factor-panel.tsx'

/** How my account is opened, beside the password. */
export function SecuritySection() {
  return (
    <div className="divide-y divide-line rounded-lg border border-line px-4">
      <TwoFactorPanel />
      <PasskeysPanel />
    </div>
  )
}
