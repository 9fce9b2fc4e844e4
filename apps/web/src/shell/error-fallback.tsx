'use client'

import { Button, ErrorPage } from '@chime/ui'
import { useTransition } from 'react'

type ErrorFallbackProps = { error: unknown; retry: () => void }

/** The error page, with a button to try again: most often the server could just not be reached for a moment. */
export function ErrorFallback({ error, retry }: ErrorFallbackProps) {
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

/** The hash that Next gives to an error on the server. The log of the web's own server names the error by it. */
function digestOf(error: unknown): string | null {
  const digest = error instanceof Error && 'digest' in error ? error.digest : null
  return typeof digest === 'string' ? digest : null
}
