import { limits, type PasskeyCreation } from '@chime/protocol'
import { type Person, refusal } from '@chime/testing/node'
import { type OneNode, oneNode } from '@chime/testing/one-node'
import { call } from '@chime/testing/raw-client'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createAuthenticator, origin } from './authenticator.ts'

let node: OneNode
beforeAll(async () => {
  node = await oneNode({ PUBLIC_URL: origin })
})
afterAll(() => node.stop())

type Authenticator = ReturnType<typeof createAuthenticator>

const prepare = ({ trpc, password }: Person): Promise<PasskeyCreation> => trpc.auth.preparePasskey.mutate({ password })

/** Somebody with a passkey. */
async function withPasskey() {
  const person = await node.person()
  const device = createAuthenticator()
  const { challenge } = await prepare(person)
  const passkey = await person.trpc.auth.addPasskey.mutate({ ...device.make(challenge), name: 'my phone' })
  return { person, device, passkey }
}

async function challengeToLogIn(): Promise<string> {
  const { data } = await call(node.url, 'auth.preparePasskeyLogin')
  return (data as { challenge: string }).challenge
}

const login = (input: ReturnType<Authenticator['answer']>) => call(node.url, 'auth.loginWithPasskey', { input })

describe('adding a passkey', () => {
  it('asks the browser for one that needs no username and asks for a finger, a face or a PIN', async () => {
    const { person, passkey } = await withPasskey()
    const options = await prepare(person)
    expect(options).toMatchObject({
      rp: { id: 'chime.example.com' },
      user: { name: person.user.username },
      attestation: 'none',
      authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
      excludeCredentials: [{ transports: ['internal'] }],
    })
    expect(Buffer.from(options.challenge, 'base64url')).toHaveLength(32)
    expect(await person.trpc.auth.passkeys.query()).toEqual([passkey])
    expect(passkey).toMatchObject({ name: 'my phone', lastUsedAt: null })
  })

  it('needs the password', async () => {
    const { trpc } = await node.person()
    expect(await refusal(trpc.auth.preparePasskey.mutate({ password: 'not the password' }))).toMatchObject({
      reason: 'WRONG_CREDENTIALS',
      field: 'password',
    })
  })

  it.each([
    ['another origin', { origin: 'https://evil.example' }],
    ['a lookalike host', { origin: 'https://chime.example.com.evil.example' }],
    ['another relying party', { rpId: 'evil.example' }],
    ['an answer to another question', { type: 'webauthn.get' }],
    ['nobody verified', { verified: false }],
  ])('refuses one made for %s', async (_, wrong) => {
    const person = await node.person()
    const { challenge } = await prepare(person)
    const made = { ...createAuthenticator().make(challenge, wrong), name: 'x' }
    expect((await refusal(person.trpc.auth.addPasskey.mutate(made))).reason).toBe('INVALID_INPUT')
    expect(await person.trpc.auth.passkeys.query()).toEqual([])
  })

  it('refuses a challenge that was used, is of another session or of a login, is made up, or is old', async () => {
    const [person, other] = [await node.person(), await node.person()]
    const add = (by: Person, challenge: string) =>
      by.trpc.auth.addPasskey.mutate({ ...createAuthenticator().make(challenge), name: 'x' })
    const { challenge } = await prepare(person)
    expect((await refusal(add(other, challenge))).reason).toBe('INVALID_INPUT')
    await add(person, challenge)
    expect((await refusal(add(person, challenge))).reason).toBe('INVALID_INPUT')
    expect((await refusal(add(person, await challengeToLogIn()))).reason).toBe('INVALID_INPUT')
    expect((await refusal(add(person, 'AAAA'))).reason).toBe('INVALID_INPUT')
    const { challenge: old } = await prepare(person)
    await node.sql("update passkey_challenges set expires_at = now() - interval '1 second'")
    expect((await refusal(add(person, old))).reason).toBe('INVALID_INPUT')
    expect(await person.trpc.auth.passkeys.query()).toHaveLength(1)
  })

  it('refuses one that somebody has, and one too many', async () => {
    const { device } = await withPasskey()
    const other = await node.person()
    const { challenge } = await prepare(other)
    const same = { ...device.make(challenge), name: 'x' }
    expect((await refusal(other.trpc.auth.addPasskey.mutate(same))).reason).toBe('CONFLICT')
    const { challenge: last } = await prepare(other)
    await node.sql(
      `insert into passkeys (user_id, credential_id, public_key, transports, name)
       select $1, gen_random_uuid(), '', '{}', 'x' from generate_series(1, $2)`,
      other.user.id,
      limits.passkeysMax,
    )
    expect((await refusal(prepare(other))).reason).toBe('TOO_LARGE')
    const made = { ...createAuthenticator().make(last), name: 'x' }
    expect((await refusal(other.trpc.auth.addPasskey.mutate(made))).reason).toBe('TOO_LARGE')
  })

  it('is refused under an IP address, where browsers make none', async () => {
    const plain = await oneNode()
    const person = await plain.person()
    expect((await refusal(prepare(person))).reason).toBe('FORBIDDEN')
    const { error } = await call(plain.url, 'auth.preparePasskeyLogin', { headers: { origin: plain.url } })
    expect(error).toMatchObject({ message: expect.stringContaining('host name'), data: { reason: 'FORBIDDEN' } })
    await plain.stop()
  })
})

describe('logging in with a passkey', () => {
  it('needs neither username nor code, and sets the cookie', async () => {
    const { person, device } = await withPasskey()
    await node.sql('update users set two_factor = true where id = $1', person.user.id)
    const { status, data, cookies } = await login(device.answer(await challengeToLogIn(), 1))
    expect(status).toBe(200)
    const { user, token } = data as { user: { id: string }; token: string }
    expect(user.id).toBe(person.user.id)
    expect(cookies).toHaveLength(1)
    expect((await node.connect(token).trpc.auth.me.query()).id).toBe(person.user.id)
    const [passkey] = await person.trpc.auth.passkeys.query()
    expect(passkey?.lastUsedAt).toMatch(/^20/)
  })

  it('takes an answer once, also when it comes ten times at once', async () => {
    const { device } = await withPasskey()
    const answer = device.answer(await challengeToLogIn(), 1)
    const answers = await Promise.all(Array.from({ length: 10 }, () => login(answer)))
    expect(answers.map(({ status }) => status).sort()).toEqual([200, ...Array(9).fill(401)])
    expect((await login(answer)).error?.data.reason).toBe('WRONG_CREDENTIALS')
  })

  it.each([
    ['another origin', { origin: 'https://evil.example' }],
    ['plain http', { origin: 'http://chime.example.com' }],
    ['another relying party', { rpId: 'evil.example' }],
    ['an answer to another question', { type: 'webauthn.create' }],
    ['nobody verified', { verified: false }],
    ['nobody present', { present: false }],
  ])('refuses an answer for %s, and its challenge is used up', async (_, wrong) => {
    const { device } = await withPasskey()
    const challenge = await challengeToLogIn()
    for (const each of [wrong, {}]) {
      const { status, error, cookies } = await login(device.answer(challenge, 1, each))
      expect(status).toBe(401)
      expect(error?.data.reason).toBe('WRONG_CREDENTIALS')
      expect(cookies).toEqual([])
    }
  })

  it('refuses a challenge that is made up, old, or for adding a passkey', async () => {
    const { person, device } = await withPasskey()
    const { challenge: toAdd } = await prepare(person)
    const old = await challengeToLogIn()
    await node.sql("update passkey_challenges set expires_at = now() - interval '1 second' where challenge = $1", old)
    for (const challenge of ['AAAA', '', old, toAdd]) {
      expect((await login(device.answer(challenge, 1))).error?.data.reason).toBe('WRONG_CREDENTIALS')
    }
  })

  it('answers an unknown passkey as a wrong answer of a known one', async () => {
    const { device } = await withPasskey()
    const unknown = await login(createAuthenticator().answer(await challengeToLogIn(), 1))
    const forged = { ...device.answer(await challengeToLogIn(), 1), signature: 'AAAA' }
    expect(unknown.error).toEqual((await login(forged)).error)
    const stranger = createAuthenticator().answer(await challengeToLogIn(), 1)
    const { credentialId } = device.answer('', 1)
    expect((await login({ ...stranger, credentialId })).error).toEqual(unknown.error)
  })

  it('refuses a count that does not grow, also of two at the same time, and takes one that stays 0', async () => {
    const { device } = await withPasskey()
    const [one, two] = [await challengeToLogIn(), await challengeToLogIn()]
    const both = await Promise.all([login(device.answer(one, 5)), login(device.answer(two, 5))])
    expect(both.map(({ status }) => status).sort()).toEqual([200, 401])
    for (const count of [5, 4, 0]) {
      expect((await login(device.answer(await challengeToLogIn(), count))).status, String(count)).toBe(401)
    }
    expect((await login(device.answer(await challengeToLogIn(), 6))).status).toBe(200)
    const synced = await withPasskey()
    for (let i = 0; i < 2; i++) {
      expect((await login(synced.device.answer(await challengeToLogIn(), 0))).status).toBe(200)
    }
  })

  it('is refused to a suspended user, and after the passkey was deleted', async () => {
    const { person, device, passkey } = await withPasskey()
    await node.sql('update users set suspended_at = now() where id = $1', person.user.id)
    const suspended = await login(device.answer(await challengeToLogIn(), 1))
    expect(suspended.error?.data.reason).toBe('FORBIDDEN')
    await node.sql('update users set suspended_at = null where id = $1', person.user.id)
    await person.trpc.auth.deletePasskey.mutate({ id: passkey.id })
    expect((await login(device.answer(await challengeToLogIn(), 2))).error?.data.reason).toBe('WRONG_CREDENTIALS')
    expect(await person.trpc.auth.passkeys.query()).toEqual([])
  })
})

describe('a passkey', () => {
  it('is listed, renamed and deleted by its owner alone', async () => {
    const [{ person, passkey }, other] = [await withPasskey(), await node.person()]
    const { id } = passkey
    expect(await other.trpc.auth.passkeys.query()).toEqual([])
    expect((await refusal(other.trpc.auth.renamePasskey.mutate({ id, name: 'mine' }))).reason).toBe('NOT_FOUND')
    expect((await refusal(other.trpc.auth.deletePasskey.mutate({ id }))).reason).toBe('NOT_FOUND')
    expect(await person.trpc.auth.renamePasskey.mutate({ id, name: ' old phone ' })).toEqual({
      ...passkey,
      name: 'old phone',
    })
  })

  it('leaves no challenge behind when its session ends', async () => {
    const person = await node.person()
    await prepare(person)
    const count = () =>
      node.sql(
        'select 1 from passkey_challenges join sessions s on s.id = session_id where s.user_id = $1',
        person.user.id,
      )
    expect(await count()).toHaveLength(1)
    await person.trpc.auth.logout.mutate()
    expect(await count()).toHaveLength(0)
  })
})
