'use client'

import { Button, NotFound } from '@chime/ui'
import { navigate } from './navigation.ts'
import { paths } from './routes.ts'

/** In place of a conversation that does not exist, or that I may not see: nobody can tell which. */
export function MissingPane() {
  return (
    <NotFound
      title="There is no such conversation"
      text="It may have been deleted, or you are not a member of it any more."
      action={
        <Button variant="primary" onClick={() => navigate(paths.home)}>
          Go to your conversations
        </Button>
      }
    />
  )
}
