'use client'

import { Button, ErrorPage } from '@chime/ui'
import { useTransition } from 'react'

type FailureProps = { error: unknown; retry: () => void }

/** An error page that can be left by trying again. Most often the server was away for a moment. */
export function Failure({ error, retry }: FailureProps) {
  const [pending, startTransition] = useTransition()
  return (
    <main className="flex min-h-dvh">
      <title>Something went wrong · Chime</title>
      <ErrorPage
        title="Chime did not answer"
        text="This page could not be put together just now. Nothing that you wrote is lost. Wait a moment, then try again."
        detail={digestOf(error)}
        action={
          <Button variant="primary" pending={pending} onClick={() => startTransition(retry)}>
            Try again
          </Button>
        }
      />
    </main>
  )
}

/** Next's hash of an error on the server, under which it stands in the web server's log. */
function digestOf(error: unknown): string | null {
  const digest = error instanceof Error && 'digest' in error ? error.digest : null
  return typeof digest === 'string' ? digest : null
}
