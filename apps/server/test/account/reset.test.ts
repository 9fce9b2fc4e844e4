import { openRaw } from '@chime/testing/raw-client'
import { linkIn } from '@chime/testing/smtp'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type MailingNode, mailingNode, mailTo, otherPassword, password, resultOf } from './fixture.ts'

let node: MailingNode
beforeAll(async () => {
  node = await mailingNode()
  await node.verified()
})
afterAll(() => node.stop())

const login = (identifier: string, password: string) => node.auth('login', { identifier, password })
async function linkFor(email: string) {
  const before = node.smtp.to(email).filter(({ subject }) => subject?.includes('Set a new')).length
  expect(resultOf(await node.auth('requestPasswordReset', { email }))).toBe(200)
  return linkIn(await mailTo(node.smtp, email, 'Set a new', before))
}

describe('the link to set a new password', () => {
  it('leads to the web app, sets one once, and ends every session and its socket', async () => {
    const ada = await node.verified()
    const socket = await openRaw(node.url, { token: ada.token })
    const closed = new Promise<number>((resolve) => socket.ws.once('close', resolve))
    const { url, token } = await linkFor(ada.email.toUpperCase())
    expect(url).toBe(`http://chime.example/reset-password#${token}`)

    expect(resultOf(await node.auth('resetPassword', { token, password: otherPassword }))).toBe(200)
    expect(await closed).toBe(4401)
    expect(resultOf(await login(ada.username, password))).toBe('WRONG_CREDENTIALS')
    expect(resultOf(await login(ada.email, otherPassword))).toBe(200)
    await mailTo(node.smtp, ada.email, 'was changed')

    expect(resultOf(await node.auth('resetPassword', { token, password }))).toBe('NOT_FOUND')
    expect(resultOf(await login(ada.email, otherPassword))).toBe(200)
  })

  it('used by two at once works for one', async () => {
    const ada = await node.verified()
    const { token } = await linkFor(ada.email)
    const both = [1, 2].map((n) => node.auth('resetPassword', { token, password: `${otherPassword} ${n}` }))
    expect((await Promise.all(both)).map(resultOf).sort()).toEqual([200, 'NOT_FOUND'])
  })

  it('ends with every other one when it is used, and when the password is changed', async () => {
    const ada = await node.verified()
    const first = await linkFor(ada.email)
    const second = await linkFor(ada.email)
    expect(resultOf(await node.auth('resetPassword', { token: second.token, password: otherPassword }))).toBe(200)
    expect(resultOf(await node.auth('resetPassword', { token: first.token, password }))).toBe('NOT_FOUND')

    const third = await linkFor(ada.email)
    const { data } = await login(ada.username, otherPassword)
    const { token } = data as { token: string }
    expect(resultOf(await node.auth('changePassword', { current: otherPassword, next: password }, token))).toBe(200)
    expect(resultOf(await node.auth('resetPassword', { token: third.token, password }))).toBe('NOT_FOUND')
  })

  it('works for an hour, and is no link to confirm an address', async () => {
    const ada = await node.verified()
    const { token } = await linkFor(ada.email)
    expect(resultOf(await node.auth('verifyEmail', { token }))).toBe('NOT_FOUND')
    const [left] = await node.sql<{ minutes: number }>(
      `select extract(epoch from max(expires_at) - now())::float / 60 as minutes from link_tokens where purpose = 'reset'`,
    )
    expect(left?.minutes).toBeGreaterThan(55)
    expect(left?.minutes).toBeLessThanOrEqual(60)
    await node.sql(`update link_tokens set expires_at = now() where purpose = 'reset'`)
    expect(resultOf(await node.auth('resetPassword', { token, password: otherPassword }))).toBe('NOT_FOUND')
  })

  it('still works after a password that is refused', async () => {
    const ada = await node.verified()
    const { token } = await linkFor(ada.email)
    for (const weak of ['short', 'password123', `${ada.username}-2026`]) {
      const { error } = await node.auth('resetPassword', { token, password: weak })
      expect(error?.data, weak).toMatchObject({ reason: 'INVALID_INPUT', field: 'password' })
    }
    expect(resultOf(await node.auth('resetPassword', { token, password: otherPassword }))).toBe(200)
  })

  it('is stored nowhere: neither in its table nor with the job', async () => {
    const ada = await node.verified()
    const { token } = await linkFor(ada.email)
    const tables = await node.sql<{ name: string }>(
      `select schemaname || '.' || quote_ident(tablename) as name from pg_tables where schemaname in ('public', 'chime_jobs')`,
    )
    for (const { name } of tables) {
      expect(await node.sql(`select 1 from ${name} t where t::text like '%' || $1 || '%'`, token), name).toEqual([])
    }
  })

  it('confirms the address of somebody who has never done so', async () => {
    const account = node.somebody()
    await node.auth('register', account)
    const { token } = await linkFor(account.email)
    expect(resultOf(await node.auth('resetPassword', { token, password: otherPassword }))).toBe(200)
    const { data } = await login(account.email, otherPassword)
    expect(data).toMatchObject({ user: { email: account.email, emailVerified: true, pendingEmail: null } })
  })

  it('is sent neither to strangers, nor to suspended people, nor to users of another application', async () => {
    const suspended = await node.verified()
    await node.sql('update users set suspended_at = now() where username = $1', suspended.username)
    await node.sql(`insert into users (username, email, external_id) values ('embedded', 'embedded@example.com', 'e1')`)
    const before = node.smtp.mails.length
    for (const email of [suspended.email, 'embedded@example.com', 'nobody@example.com']) {
      expect(resultOf(await node.auth('requestPasswordReset', { email })), email).toBe(200)
    }
    // Jobs are done in their order: after this mail, those before it have sent theirs, or nothing.
    const ada = await node.verified()
    await linkFor(ada.email)
    const since = node.smtp.mails.slice(before).flatMap(({ recipients }) => recipients)
    expect(new Set(since)).toEqual(new Set([ada.email]))
  })
})

it('whoever asks for a link learns nothing from the answer', async () => {
  const ada = await node.verified()
  const ask = async (email: string) => {
    const { status, cookies, data, error } = await node.auth('requestPasswordReset', { email })
    return { status, cookies, data, error }
  }
  expect(await ask(ada.email)).toEqual(await ask('nobody@example.com'))
})

it('nobody but who is named by the link gets the new password', async () => {
  const ada = await node.verified()
  const ben = await node.verified()
  const { token } = await linkFor(ada.email)
  await node.auth('resetPassword', { token, password: otherPassword })
  expect(resultOf(await login(ben.email, password))).toBe(200)
})
