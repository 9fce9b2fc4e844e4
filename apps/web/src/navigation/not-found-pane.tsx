'use client'

import { Button, NotFound } from '@chime/ui'
import { navigate } from './router.ts'
import { paths } from './routes.ts'

/** Shown for a channel that does not exist or that I may not see. The server does not tell which of the two it is. */
export function NotFoundPane() {
  return (
    <NotFound
      title="There is no such conversation"
      text="It may have been deleted, or you are not a member of it any more."
      action={
        <Button variant="primary" onClick={() => navigate(paths.start)}>
          Go to your conversations
        </Button>
      }
    />
  )
}
