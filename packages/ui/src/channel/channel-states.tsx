'use client'

import { LogIn, MessagesSquare, SearchX } from 'lucide-react'
import { EmptyState } from '../primitives/empty-state.tsx'
import { slot } from '../slots/slot.tsx'

/** In the place of a conversation while none is chosen. */
export const NoChannel = slot('NoChannel', () => (
  <EmptyState icon={<MessagesSquare />} title="Pick a conversation" text="Your messages appear here." />
))

/** For a channel that does not exist or that I may not see. The server does not tell which of the two it is. */
export const MissingChannel = slot('MissingChannel', () => (
  <EmptyState
    icon={<SearchX />}
    title="There is no such conversation"
    text="It may have been deleted, or you are not a member of it any more."
  />
))

/** In the place of a conversation that was not loaded before the session ended. */
export const SignedOut = slot('SignedOut', () => (
  <EmptyState icon={<LogIn />} title="You are signed out" text="Sign in again to see this conversation." />
))
