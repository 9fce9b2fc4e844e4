import { afterAll, beforeAll, expect, it } from 'vitest'
import { createKey } from '../server-key/fixture.ts'
import { type MailingNode, mailingNode, mailTo, otherPassword, password, resultOf } from './fixture.ts'

let node: MailingNode
beforeAll(async () => {
  node = await mailingNode({ RATE_LIMITS: 'on', TRUST_PROXY: '1' })
  await node.verified()
})
afterAll(() => node.stop())

const change = (token: string, current: string, next: string) => node.auth('changePassword', { current, next }, token)

it('changing the password ends all other sessions and keeps this one', async () => {
  const ada = await node.verified()
  const { data } = await node.auth('login', { identifier: ada.username, password })
  const elsewhere = (data as { token: string }).token
  expect(resultOf(await change(ada.token, password, otherPassword))).toBe(200)
  expect(resultOf(await node.auth('me', undefined, ada.token))).toBe(200)
  expect(resultOf(await node.auth('me', undefined, elsewhere))).toBe('UNAUTHENTICATED')
  expect(resultOf(await node.auth('login', { identifier: ada.username, password }))).toBe('WRONG_CREDENTIALS')
  expect(resultOf(await node.auth('login', { identifier: ada.username, password: otherPassword }))).toBe(200)
  await mailTo(node.smtp, ada.email, 'was changed')
})

it('a wrong or a weak password changes nothing', async () => {
  const ada = await node.verified()
  expect(resultOf(await change(ada.token, otherPassword, 'something else entirely'))).toBe('WRONG_CREDENTIALS')
  const { error } = await change(ada.token, password, 'password123')
  expect(error?.data).toMatchObject({ reason: 'INVALID_INPUT', field: 'next' })
  expect(resultOf(await node.auth('login', { identifier: ada.username, password }))).toBe(200)
})

it('two changes at once leave one new password', async () => {
  const ada = await node.verified()
  const nexts = [`${otherPassword} 1`, `${otherPassword} 2`]
  const answers = await Promise.all(nexts.map((next) => change(ada.token, password, next)))
  expect(answers.map(resultOf).sort()).toEqual([200, 'CONFLICT'])
})

it('the password of an account in which one is signed in is not guessed', async () => {
  const ada = await node.verified()
  const tries = await Promise.all(Array.from({ length: 22 }, () => change(ada.token, otherPassword, password)))
  expect(tries.map(resultOf).filter((result) => result === 'RATE_LIMITED').length).toBeGreaterThanOrEqual(2)
})

it('a user of another application has no password to change', async () => {
  const { key } = await createKey(node)
  const { data } = await node.auth('mintSession', { externalId: 'e-1' }, key)
  const { token } = data as { token: string }
  expect(resultOf(await change(token, password, otherPassword))).toBe('FORBIDDEN')
})

it('links are asked for five times an hour from one network, and their owner still gets one from another', async () => {
  const ada = await node.verified()
  for (const email of [ada.email, 'nobody@example.com']) {
    const ask = (address: string) => node.auth('requestPasswordReset', { email }, undefined, address)
    const results = []
    for (let i = 0; i < 6; i++) results.push(resultOf(await ask('10.1.0.1')))
    expect(results, email).toEqual([200, 200, 200, 200, 200, 'RATE_LIMITED'])
    expect(resultOf(await ask('10.1.0.2')), email).toBe(200)
  }
})

it('one address gets a bounded number of mails, whoever asks', async () => {
  const email = 'flooded@example.com'
  const results = []
  for (let i = 0; i < 17; i++) {
    results.push(resultOf(await node.auth('requestPasswordReset', { email }, undefined, `10.2.0.${i}`)))
  }
  expect(results.filter((result) => result === 200)).toHaveLength(15)
  // Registering with it goes on, without a mail.
  const { status } = await node.auth('register', node.somebody({ email }), undefined, '10.2.1.1')
  expect(status).toBe(200)
})
