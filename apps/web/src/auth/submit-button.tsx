import { Button } from '@chime/ui'
import type { ReactNode } from 'react'

/** The one button of a form on a page of its own. @param props.ready see `useAuthForm` */
export function SubmitButton({ ready, pending, children }: { ready: boolean; pending: boolean; children: ReactNode }) {
  return (
    <Button
      type="submit"
      variant="primary"
      size="lg"
      block
      disabled={!ready}
      pending={pending}
      className="disabled:opacity-100!"
    >
      {children}
    </Button>
  )
}
