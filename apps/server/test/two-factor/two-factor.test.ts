import { follow } from '@chime/testing/node'
import { type OneNode, oneNode, soon } from '@chime/testing/one-node'
import { call } from '@chime/testing/raw-client'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { codeOf, enable, inOnePeriod, later, login, why, wrongCode } from './app.ts'

let node: OneNode
beforeAll(async () => {
  node = await oneNode()
})
afterAll(() => node.stop())

describe('turning it on', () => {
  it('takes the password, then a code of the app, and ends no session', async () => {
    const ada = await node.person()
    const other = await login(node.url, ada)
    const { secret, uri } = await ada.trpc.auth.enableTwoFactor.mutate({ password: ada.password })
    const address = new URL(uri)
    expect(address.protocol).toBe('otpauth:')
    expect(decodeURIComponent(address.pathname)).toContain(ada.user.username)
    expect(address.searchParams.get('secret')).toBe(secret)
    expect(Buffer.from(secret).length).toBeGreaterThanOrEqual(32)
    // Not confirmed yet: a login is as before.
    expect((await login(node.url, ada)).status).toBe(200)
    expect(await ada.trpc.auth.twoFactor.query()).toEqual({ enabledAt: null, recoveryCodesLeft: 0 })

    const { recoveryCodes } = await ada.trpc.auth.confirmTwoFactor.mutate({ code: codeOf(secret) })
    expect(new Set(recoveryCodes).size).toBe(10)
    for (const code of recoveryCodes) expect(code).toMatch(/^[0-9a-hjkmnp-tv-z]{4}(-[0-9a-hjkmnp-tv-z]{4}){3}$/)
    expect(await ada.trpc.auth.twoFactor.query()).toMatchObject({
      enabledAt: expect.stringMatching(/^20/),
      recoveryCodesLeft: 10,
    })
    expect((await ada.trpc.auth.me.query()).twoFactor).toBe(true)
    const { token } = other.data as { token: string }
    expect((await node.connect(token).trpc.auth.me.query()).twoFactor).toBe(true)
  })

  it('is told to all devices of the user, and turning it off too', async () => {
    const ada = await node.person()
    const { data } = await login(node.url, ada)
    const other = follow(node.connect((data as { token: string }).token))
    await other.hello
    const told = () => other.events.flatMap((event) => (event.type === 'me' ? [event.user.twoFactor] : []))
    const { recoveryCodes } = await enable(ada)
    await vi.waitFor(() => expect(told()).toEqual([true]), soon)
    await ada.trpc.auth.disableTwoFactor.mutate({ password: ada.password, code: recoveryCodes[0] ?? '' })
    await vi.waitFor(() => expect(told()).toEqual([true, false]), soon)
  })

  it('needs the right password and the right code', async () => {
    const ada = await node.person()
    const { auth } = ada.trpc
    expect(await why(auth.confirmTwoFactor.mutate({ code: '123456' }))).toEqual(['CONFLICT', undefined])
    expect(await why(auth.enableTwoFactor.mutate({ password: 'not the password' }))).toEqual([
      'WRONG_CREDENTIALS',
      'password',
    ])
    const { secret } = await auth.enableTwoFactor.mutate({ password: ada.password })
    for (const code of [wrongCode(secret), '1', 'no code at all', codeOf(secret, -10)]) {
      expect(await why(auth.confirmTwoFactor.mutate({ code }))).toEqual(['WRONG_CREDENTIALS', 'code'])
    }
    expect((await auth.me.query()).twoFactor).toBe(false)
  })

  it('once more before it is confirmed replaces the secret; afterwards it is refused', async () => {
    const ada = await node.person()
    const { auth } = ada.trpc
    const first = await auth.enableTwoFactor.mutate({ password: ada.password })
    const second = await auth.enableTwoFactor.mutate({ password: ada.password })
    expect(second.secret).not.toBe(first.secret)
    expect(await why(auth.confirmTwoFactor.mutate({ code: codeOf(first.secret) }))).toEqual([
      'WRONG_CREDENTIALS',
      'code',
    ])
    await auth.confirmTwoFactor.mutate({ code: codeOf(second.secret) })
    expect((await why(auth.enableTwoFactor.mutate({ password: ada.password })))[0]).toBe('CONFLICT')
    expect((await why(auth.confirmTwoFactor.mutate({ code: codeOf(second.secret) })))[0]).toBe('CONFLICT')
    await later(node, ada.user.id)
    expect((await login(node.url, ada, codeOf(second.secret))).status).toBe(200)
  })

  it('five times at once with one code gives recovery codes once', async () => {
    const ada = await node.person()
    const { secret } = await ada.trpc.auth.enableTwoFactor.mutate({ password: ada.password })
    const code = codeOf(secret)
    const all = await Promise.allSettled(
      Array.from({ length: 5 }, () => ada.trpc.auth.confirmTwoFactor.mutate({ code })),
    )
    expect(all.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
    expect(await ada.trpc.auth.twoFactor.query()).toMatchObject({ recoveryCodesLeft: 10 })
  })

  it('is refused to a user of another application, who has no password', async () => {
    const ada = await node.person()
    await node.sql('update users set password_hash = null where id = $1', ada.user.id)
    expect((await why(ada.trpc.auth.enableTwoFactor.mutate({ password: 'whatever it is' })))[0]).toBe('FORBIDDEN')
  })
})

describe('logging in with it', () => {
  it('asks for a code, and only somebody who knows the password learns that', async () => {
    const [ada, bob] = [await node.person(), await node.person()]
    const { secret } = await enable(ada)
    const asked = await login(node.url, ada)
    expect(asked.status).toBe(401)
    expect(asked.error?.data.reason).toBe('TWO_FACTOR_REQUIRED')
    expect(asked.cookies).toEqual([])
    expect((await login(node.url, ada, '')).error?.data.reason).toBe('TWO_FACTOR_REQUIRED')

    await later(node, ada.user.id)
    const guess = { password: 'not the password' }
    const plain = await login(node.url, { ...bob, ...guess })
    for (const code of [undefined, codeOf(secret), wrongCode(secret)]) {
      expect((await login(node.url, { ...ada, ...guess }, code)).error).toEqual(plain.error)
    }
    // The code was not used up by the wrong password.
    expect((await login(node.url, ada, codeOf(secret))).status).toBe(200)
  })

  it('takes a code of this period and its neighbours, however it is typed', async () => {
    const ada = await node.person()
    const { secret } = await enable(ada)
    await inOnePeriod(async () => {
      for (const periods of [-1, 0, 1]) {
        await later(node, ada.user.id)
        expect((await login(node.url, ada, codeOf(secret, periods))).status, String(periods)).toBe(200)
      }
    })
    await later(node, ada.user.id)
    expect((await login(node.url, ada, codeOf(secret).replace(/(...)/, ' $1 '))).status).toBe(200)
    for (const periods of [-3, 3]) {
      await later(node, ada.user.id)
      const { error } = await login(node.url, ada, codeOf(secret, periods))
      expect(error?.data).toMatchObject({ reason: 'WRONG_CREDENTIALS', field: 'code' })
    }
  })

  it('refuses a code that was used, that turned it on, or that is older than one that was used', async () => {
    const ada = await node.person()
    const { secret } = await enable(ada)
    expect((await login(node.url, ada, codeOf(secret))).error?.data.reason).toBe('WRONG_CREDENTIALS')
    const next = codeOf(secret, 1)
    expect((await login(node.url, ada, next)).status).toBe(200)
    for (const code of [next, codeOf(secret), codeOf(secret, -1)]) {
      const { status, error, cookies } = await login(node.url, ada, code)
      expect(status).toBe(401)
      expect(error?.data).toMatchObject({ reason: 'WRONG_CREDENTIALS', field: 'code' })
      expect(cookies).toEqual([])
    }
  })

  it('lets one in of ten who come at once with the same code', async () => {
    const ada = await node.person()
    const { secret, recoveryCodes } = await enable(ada)
    for (const code of [codeOf(secret, 1), recoveryCodes[3]]) {
      const answers = await Promise.all(Array.from({ length: 10 }, () => login(node.url, ada, code)))
      expect(answers.filter(({ status }) => status === 200)).toHaveLength(1)
      expect(answers.filter(({ error }) => error?.data.reason === 'WRONG_CREDENTIALS')).toHaveLength(9)
    }
    expect(await node.sql('select id from sessions where user_id = $1', ada.user.id)).toHaveLength(3)
  })

  it('takes each recovery code once, however it is typed', async () => {
    const ada = await node.person()
    const { recoveryCodes } = await enable(ada)
    const [first = '', second = '', third = ''] = recoveryCodes
    expect((await login(node.url, ada, first)).status).toBe(200)
    expect((await login(node.url, ada, first)).error?.data).toMatchObject({ reason: 'WRONG_CREDENTIALS' })
    expect((await login(node.url, ada, second.replaceAll('-', '').toUpperCase())).status).toBe(200)
    expect((await login(node.url, ada, third.replaceAll('1', 'l').replaceAll('0', 'O'))).status).toBe(200)
    expect(await ada.trpc.auth.twoFactor.query()).toMatchObject({ recoveryCodesLeft: 7 })
  })

  it('takes no recovery code of somebody else', async () => {
    const [ada, bob] = [await node.person(), await node.person()]
    const [{ recoveryCodes }] = [await enable(ada), await enable(bob)]
    expect((await login(node.url, bob, recoveryCodes[0])).status).toBe(401)
    expect((await login(node.url, ada, recoveryCodes[0])).status).toBe(200)
  })

  it('is as before for an account without it, and a code more does not matter', async () => {
    const ada = await node.person()
    expect((await login(node.url, ada)).status).toBe(200)
    expect((await login(node.url, ada, '123456')).status).toBe(200)
  })

  it('does not tell a suspended user more than that', async () => {
    const ada = await node.person()
    const { secret } = await enable(ada)
    await node.sql('update users set suspended_at = now() where id = $1', ada.user.id)
    for (const code of [undefined, codeOf(secret, 1)])
      expect((await login(node.url, ada, code)).error?.data.reason).toBe('FORBIDDEN')
  })
})

describe('turning it off, and new recovery codes', () => {
  it('take password and code; afterwards a login asks for none', async () => {
    const ada = await node.person()
    const { secret, recoveryCodes } = await enable(ada)
    const { auth } = ada.trpc
    const code = codeOf(secret, 1)
    for (const change of [auth.disableTwoFactor, auth.renewRecoveryCodes]) {
      expect(await why(change.mutate({ password: 'not the password', code }))).toEqual([
        'WRONG_CREDENTIALS',
        'password',
      ])
      expect(await why(change.mutate({ password: ada.password, code: wrongCode(secret) }))).toEqual([
        'WRONG_CREDENTIALS',
        'code',
      ])
    }
    const renewed = await auth.renewRecoveryCodes.mutate({ password: ada.password, code })
    expect(await why(auth.renewRecoveryCodes.mutate({ password: ada.password, code }))).toEqual([
      'WRONG_CREDENTIALS',
      'code',
    ])
    expect((await login(node.url, ada, recoveryCodes[0])).status).toBe(401)
    expect((await login(node.url, ada, renewed.recoveryCodes[0])).status).toBe(200)

    await auth.disableTwoFactor.mutate({ password: ada.password, code: renewed.recoveryCodes[1] ?? '' })
    expect((await auth.me.query()).twoFactor).toBe(false)
    expect(await auth.twoFactor.query()).toEqual({ enabledAt: null, recoveryCodesLeft: 0 })
    expect((await login(node.url, ada)).status).toBe(200)
    expect((await why(auth.disableTwoFactor.mutate({ password: ada.password, code })))[0]).toBe('CONFLICT')
    // It can be turned on again, with another secret.
    expect((await enable(ada)).secret).not.toBe(secret)
  })
})

describe('at rest', () => {
  it('no secret and no recovery code can be read from the database', async () => {
    const ada = await node.person()
    const { secret, recoveryCodes } = await enable(ada)
    const rows = [
      await node.sql('select * from two_factor where user_id = $1', ada.user.id),
      await node.sql('select * from recovery_codes where user_id = $1', ada.user.id),
    ]
    const dump = JSON.stringify(rows)
    expect(rows[1]).toHaveLength(10)
    for (const plain of [secret, ...recoveryCodes]) {
      expect(dump).not.toContain(plain)
      expect(dump).not.toContain(plain.replaceAll('-', ''))
    }
  })

  it('a secret that is copied into the row of another user opens nothing', async () => {
    const [ada, eve] = [await node.person(), await node.person()]
    await enable(ada)
    const { secret, recoveryCodes } = await enable(eve)
    await node.sql(
      `update two_factor set last_step = 0, sealed_secret = (select sealed_secret from two_factor where user_id = $1)
       where user_id = $2`,
      eve.user.id,
      ada.user.id,
    )
    expect((await login(node.url, ada, codeOf(secret))).error?.data.reason).toBe('UNAVAILABLE')
    expect((await login(node.url, eve, recoveryCodes[0])).status).toBe(200)
  })

  it('a node with another SIGNING_SECRET says so in words, and recovery codes still work there', async () => {
    const other = await oneNode({ SIGNING_SECRET: 'a'.repeat(32) })
    const ada = await other.person()
    const { secret, recoveryCodes } = await enable(ada)
    await other.sql("update two_factor set last_step = 0, sealed_secret = 'AAAA' || substr(sealed_secret, 5)")
    expect((await login(other.url, ada, codeOf(secret))).error).toMatchObject({
      message: expect.stringContaining('use a recovery code'),
      data: { reason: 'UNAVAILABLE' },
    })
    expect((await login(other.url, ada, recoveryCodes[0])).status).toBe(200)
    await other.stop()
  })
})

describe('guessing', () => {
  it('of codes ends soon, and leaves the owner in from where they have been before', async () => {
    const limited = await oneNode({ RATE_LIMITS: 'on', TRUST_PROXY: '1' })
    const ada = await limited.person()
    const { recoveryCodes, secret } = await enable(ada)
    const from = (address: string, code: string) =>
      call(limited.url, 'auth.login', {
        input: { identifier: ada.user.username, password: ada.password, code },
        headers: { 'x-forwarded-for': address },
      })
    expect((await from('10.1.1.1', recoveryCodes[0] ?? '')).status).toBe(200)
    const wrong = wrongCode(secret)
    // From many addresses: they count together.
    const guesses = await Promise.all(Array.from({ length: 15 }, (_, i) => from(`10.2.${i}.1`, wrong)))
    // The login above came from a new place, too.
    expect(guesses.filter(({ status }) => status === 401)).toHaveLength(9)
    for (const { error } of guesses.filter(({ status }) => status === 429)) {
      expect(error?.data).toMatchObject({ reason: 'RATE_LIMITED', retryAfterMs: expect.any(Number) })
    }
    expect((await from('10.3.1.1', recoveryCodes[1] ?? '')).status).toBe(429)
    expect((await from('10.1.1.1', recoveryCodes[1] ?? '')).status).toBe(200)
    await limited.stop()
  })

  it('of the password by somebody who stole a session ends soon', async () => {
    const limited = await oneNode({ RATE_LIMITS: 'on' })
    const ada = await limited.person()
    const guess = () => why(ada.trpc.auth.enableTwoFactor.mutate({ password: 'not the password' }))
    const answers = await Promise.all(Array.from({ length: 25 }, guess))
    expect(answers.filter(([reason]) => reason === 'RATE_LIMITED')).toHaveLength(5)
    await limited.stop()
  })
})
