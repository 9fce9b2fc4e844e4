import { type ChimeServer, startChimeServer } from '@chime/testing/process/chime-server'
import { Secret, TOTP } from 'otpauth'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createHttpTrpc } from '../src/connection/http-trpc.ts'
import { failureOf } from '../src/failure.ts'
import { login } from '../src/login.ts'

let server: ChimeServer
beforeAll(async () => {
  server = await startChimeServer()
}, 120_000)
afterAll(() => server?.close())

const account = { username: 'ada', email: 'ada@example.com', password: 'a horse, a battery and a staple' }

describe('login', () => {
  it('of an account that asks for a code fails with a reason that an app recognises, and takes the code', async () => {
    const { user } = await createHttpTrpc(server.url).auth.register.mutate(account)
    const { username, password } = account
    expect((await login(server.url, username, password)).user.id).toBe(user.id)
    const { token } = await login(server.url, username, password)
    const recoveryCodes = await turnTwoFactorOn(token)

    const failed = await login(server.url, username, password).catch(failureOf)
    expect(failed).toMatchObject({ kind: 'verdict', reason: 'TWO_FACTOR_REQUIRED' })
    const wrong = await login(server.url, username, password, { code: '000000' }).catch((error: unknown) => error)
    expect(wrong).toMatchObject({ data: { reason: 'WRONG_CREDENTIALS', field: 'code' } })
    const [code = ''] = recoveryCodes
    expect((await login(server.url, username, password, { code })).user.twoFactor).toBe(true)
  })
})

async function turnTwoFactorOn(token: string): Promise<string[]> {
  const ask = async (procedure: string, input: object) => {
    const response = await fetch(`${server.url}/trpc/auth.${procedure}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: JSON.stringify(input),
    })
    const { result } = await response.json()
    return result.data
  }
  const { secret } = await ask('enableTwoFactor', { password: account.password })
  const code = new TOTP({ secret: Secret.fromBase32(secret) }).generate()
  return (await ask('confirmTwoFactor', { code })).recoveryCodes
}
