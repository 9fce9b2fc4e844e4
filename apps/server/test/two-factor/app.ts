import { type Person, refusal } from '@chime/testing/node'
import type { OneNode } from '@chime/testing/one-node'
import { call } from '@chime/testing/raw-client'
import { Secret, TOTP } from 'otpauth'

// What a person with an authenticator app does, for the tests of two-factor.

const periodMs = 30_000

/** What the app shows, now or some periods later. */
export const codeOf = (secret: string, periodsLater = 0) =>
  new TOTP({ secret: Secret.fromBase32(secret) }).generate({ timestamp: Date.now() + periodsLater * periodMs })

/** Does it again where it failed only because the app has shown the next code meanwhile. */
export async function inOnePeriod(work: () => Promise<void>): Promise<void> {
  const period = () => Math.floor(Date.now() / periodMs)
  const before = period()
  try {
    await work()
  } catch (error) {
    if (before === period()) throw error
    await work()
  }
}

/** A code that the app does not show soon. */
export function wrongCode(secret: string): string {
  const right = [-2, -1, 0, 1, 2, 3].map((periods) => codeOf(secret, periods))
  for (let i = 0; ; i++) {
    const code = String(i).padStart(6, '0')
    if (!right.includes(code)) return code
  }
}

/** Turns two-factor on. The code of this period is used up by it. */
export async function enable({ trpc, password }: Pick<Person, 'trpc' | 'password'>) {
  const { secret, uri } = await trpc.auth.enableTwoFactor.mutate({ password })
  const { recoveryCodes } = await trpc.auth.confirmTwoFactor.mutate({ code: codeOf(secret) })
  return { secret, uri, recoveryCodes }
}

/** As if some periods had passed: codes of now may be used once more. */
export const later = (node: Pick<OneNode, 'sql'>, userId: string) =>
  node.sql('update two_factor set last_step = 0 where user_id = $1', userId)

export const login = (url: string, { user, password }: Pick<Person, 'user' | 'password'>, code?: string) =>
  call(url, 'auth.login', { input: { identifier: user.username, password, code } })

/** The reason and field of a refused call. */
export async function why(refused: Promise<unknown>): Promise<[string | undefined, string | undefined]> {
  const { reason, field } = await refusal(refused)
  return [reason, field]
}
