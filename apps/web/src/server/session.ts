import 'server-only'
import type { Me } from '@chime/protocol'
import { redirect } from 'next/navigation'
import { cache } from 'react'
import { loginPath } from '../auth/next-path.ts'
import { reasonOf } from '../errors/error-data.ts'
import { createSessionClient, type TrpcClient } from './trpc-client.ts'

type Session = { trpc: TrpcClient; me: Me }

/**
 * The session of the user who requested this page; null if nobody is logged in. The server is asked once per request,
 * however many components call this.
 *
 * @throws if the server cannot be reached: then the error page is right, not the login page.
 */
export const findSession = cache(async (): Promise<Session | null> => {
  const trpc = await createSessionClient()
  if (!trpc) return null
  try {
    return { trpc, me: await trpc.auth.me.query() }
  } catch (error) {
    if (reasonOf(error) === 'UNAUTHENTICATED') return null
    throw error
  }
})

/** The same, but somebody who is not logged in is sent to the login page, which comes back to `path`. */
export async function requireSession(path: string): Promise<Session> {
  return (await findSession()) ?? redirect(loginPath(path))
}
