import { Button, NotFound } from '@chime/ui'
import type { Metadata } from 'next'

export const metadata: Metadata = { title: 'Not found' }

export default function NotFoundPage() {
  return (
    <main className="flex min-h-dvh">
      <NotFound
        action={
          <Button asChild variant="primary">
            <a href="/">Go to your conversations</a>
          </Button>
        }
      />
    </main>
  )
}
