import { createChime, failureOf } from '@chime/client'
import { explain, Problem } from '../problem.ts'
import { forgetAccount, readAccount } from './account.ts'

/** Ends the session on the server and forgets it here. A session that the server knows no more is over as well. */
export async function logout(): Promise<string> {
  const { url, token } = await readAccount()
  try {
    await createChime({ url, token }).trpc.auth.logout.mutate()
  } catch (error) {
    const { kind } = failureOf(error)
    if (kind !== 'session') throw new Problem(`You are still logged in at ${url}: ${explain(error)}`)
  }
  await forgetAccount()
  return `Logged out of ${url}`
}
