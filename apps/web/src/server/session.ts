import 'server-only'
import type { Me } from '@chime/protocol'
import { redirect } from 'next/navigation'
import { cache } from 'react'
import { loginPath } from '../auth/next-path.ts'
import { reasonOf } from '../errors.ts'
import { type Api, apiOfReader } from './api.ts'

type Reader = { api: Api; me: Me }

/**
 * Who reads this page; null when nobody is logged in. One call per request, however many components ask.
 *
 * @throws when the server cannot be reached: then the error page is right, not the login page.
 */
export const findReader = cache(async (): Promise<Reader | null> => {
  const api = await apiOfReader()
  if (!api) return null
  try {
    return { api, me: await api.auth.me.query() }
  } catch (error) {
    if (reasonOf(error) === 'UNAUTHENTICATED') return null
    throw error
  }
})

/** The reader, or the login page, which comes back to `path`. */
export async function requireReader(path: string): Promise<Reader> {
  return (await findReader()) ?? redirect(loginPath(path))
}
