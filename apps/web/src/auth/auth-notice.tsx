import { AuthCard, Button } from '@chime/ui'
import type { ReactNode } from 'react'

/** A page on which there is nothing to fill in: something is done, or cannot be done, and there is one way on. */
export function AuthNotice(props: { title: string; children: ReactNode; action: { label: string; href: string } }) {
  const { title, children, action } = props
  return (
    <AuthCard title={title}>
      <div role="status" className="flex flex-col gap-5 text-base text-ink">
        <div className="flex flex-col gap-3 text-pretty">{children}</div>
        <Button asChild variant="primary" size="lg" block>
          <a href={action.href}>{action.label}</a>
        </Button>
      </div>
    </AuthCard>
  )
}
