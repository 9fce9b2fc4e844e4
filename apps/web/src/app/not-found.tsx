import { Button, NotFound } from '@chime/ui'
import type { Metadata } from 'next'
import Link from 'next/link'

export const metadata: Metadata = { title: 'Not found' }

export default function NotFoundPage() {
  return (
    <main className="flex min-h-dvh">
      <NotFound
        action={
          <Button asChild variant="primary">
            <Link href="/">Go to your conversations</Link>
          </Button>
        }
      />
    </main>
  )
}
