'use client'

import { ShieldCheck } from 'lucide-react'
import { useSubmit } from '../hooks/use-submit.ts'
import { Button } from '../primitives/button.tsx'
import { EmptyState } from '../primitives/empty-state.tsx'
import { FormError } from '../primitives/form/form-error.tsx'

export type ClaimCardProps = {
  /** By which the person knows which of their accounts it is. */
  username: string
  /** Rejects with an Error whose message is shown. */
  onClaim: () => Promise<void>
  onDecline: () => void
}

/** Content of the main pane: asks whoever has opened the link of a new server whether to become its admin. */
export function ClaimCard({ username, onClaim, onDecline }: ClaimCardProps) {
  const { submit, pending, error } = useSubmit(onClaim)
  return (
    <EmptyState
      headingLevel={1}
      icon={<ShieldCheck />}
      title="Become the admin of this server"
      text={`You are logged in as ${username}. This account will look after everybody else’s.`}
      action={
        <div className="flex flex-col items-center gap-3">
          <FormError error={error} />
          <div className="flex flex-wrap justify-center gap-2">
            <Button onClick={onDecline}>Not now</Button>
            <Button variant="primary" pending={pending} onClick={() => void submit()}>
              Become admin
            </Button>
          </div>
        </div>
      }
    />
  )
}
