import { linkIn } from '@chime/testing/smtp'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type MailingNode, mailingNode, mailTo, otherPassword, password, resultOf } from './fixture.ts'

let node: MailingNode
beforeAll(async () => {
  node = await mailingNode()
  await node.verified()
})
afterAll(() => node.stop())

const me = async (token: string) => (await node.auth('me', undefined, token)).data as Record<string, unknown>
const register = async (account: object) =>
  (await node.auth('register', account)).data as { token: string; user: object }
const verify = async (token: string) => resultOf(await node.auth('verifyEmail', { token }))

describe('a new address', () => {
  it('belongs to nobody until its link is opened; then one logs in with it', async () => {
    const account = node.somebody()
    const { user, token } = await register(account)
    expect(user).toMatchObject({ email: null, pendingEmail: account.email, emailVerified: false })
    const login = () => node.auth('login', { identifier: account.email, password })
    expect(resultOf(await login())).toBe('WRONG_CREDENTIALS')

    const { url, token: secret } = linkIn(await mailTo(node.smtp, account.email, 'Confirm'))
    expect(url).toBe(`http://chime.example/verify-email#${secret}`)
    expect(await verify(secret)).toBe(200)
    const confirmed = { email: account.email, pendingEmail: null, emailVerified: true }
    expect(await me(token)).toMatchObject(confirmed)
    expect(resultOf(await login())).toBe(200)
    // A second click.
    expect(await verify(secret)).toBe(200)
    expect(await me(token)).toMatchObject(confirmed)
  })

  it('gets its link once more when asked, and none when it is confirmed', async () => {
    const account = node.somebody()
    const { token } = await register(account)
    await mailTo(node.smtp, account.email, 'Confirm')
    expect(resultOf(await node.auth('requestEmailVerification', undefined, token))).toBe(200)
    const { token: secret } = linkIn(await mailTo(node.smtp, account.email, 'Confirm', 1))
    expect(await verify(secret)).toBe(200)
    expect(resultOf(await node.auth('requestEmailVerification', undefined, token))).toBe(200)
    const jobs = await node.sql(
      `select 1 from chime_jobs.job where name = 'mail' and state in ('created', 'retry') and data->>'userId' = $1`,
      String((await me(token)).id),
    )
    expect(jobs).toEqual([])
  })

  it('has a link that works for a day', async () => {
    const account = node.somebody()
    await register(account)
    const { token } = linkIn(await mailTo(node.smtp, account.email, 'Confirm'))
    await node.sql(
      `update link_tokens set expires_at = expires_at - interval '24 hours' where email = $1`,
      account.email,
    )
    expect(await verify(token)).toBe('NOT_FOUND')
  })

  it('that somebody has is answered like any other, and its owner is told', async () => {
    const ada = await node.verified()
    const answers = []
    for (const email of [ada.email, ada.email.toUpperCase(), 'free@example.com']) {
      const { status, data, cookies } = await node.auth('register', node.somebody({ email }))
      const { user } = data as { user: Record<string, unknown> }
      answers.push({
        status,
        keys: Object.keys(user),
        email: user.email,
        verified: user.emailVerified,
        n: cookies.length,
      })
    }
    expect(answers[1]).toEqual(answers[0])
    expect(answers[2]).toEqual(answers[0])
    const told = await mailTo(node.smtp, ada.email, 'already have an account')
    expect(told.text).toContain(ada.username)
    expect(linkIn(told).token).toBe('')
  })

  it('belongs to who confirms it first', async () => {
    const email = 'wanted@example.com'
    const [first, second] = [node.somebody({ email }), node.somebody({ email })]
    await register(first)
    const one = linkIn(await mailTo(node.smtp, email, 'Confirm'))
    const { token } = await register(second)
    const two = linkIn(await mailTo(node.smtp, email, 'Confirm', 1))
    expect(await verify(two.token)).toBe(200)
    expect(await verify(one.token)).toBe('CONFLICT')
    expect(await me(token)).toMatchObject({ email, emailVerified: true })
  })
})

describe('changing the address', () => {
  const change = (token: string, email: string, secret = password) =>
    node.auth('changeEmail', { email, password: secret }, token)

  it('counts once the new one is confirmed, and tells the old one at once', async () => {
    const ada = await node.verified()
    const email = `new-${ada.email}`
    const { data } = await change(ada.token, email)
    expect(data).toMatchObject({ email: ada.email, emailVerified: true, pendingEmail: email })
    await mailTo(node.smtp, ada.email, 'Another email address')
    const { token } = linkIn(await mailTo(node.smtp, email, 'Confirm'))
    expect(resultOf(await node.auth('login', { identifier: email, password }))).toBe('WRONG_CREDENTIALS')
    expect(await verify(token)).toBe(200)
    expect(await me(ada.token)).toMatchObject({ email, emailVerified: true, pendingEmail: null })
    expect(resultOf(await node.auth('login', { identifier: ada.email, password }))).toBe('WRONG_CREDENTIALS')
    expect(resultOf(await node.auth('login', { identifier: email, password }))).toBe(200)
  })

  it('needs the password', async () => {
    const ada = await node.verified()
    expect(resultOf(await change(ada.token, 'elsewhere@example.com', otherPassword))).toBe('WRONG_CREDENTIALS')
    expect(await me(ada.token)).toMatchObject({ email: ada.email, pendingEmail: null })
  })

  it('is taken back by naming the present one, and by a new password from a mail', async () => {
    const ada = await node.verified()
    const email = `other-${ada.email}`
    await change(ada.token, email)
    const { token } = linkIn(await mailTo(node.smtp, email, 'Confirm'))
    expect((await change(ada.token, ada.email)).data).toMatchObject({ pendingEmail: null })
    expect(await verify(token)).toBe('NOT_FOUND')

    await change(ada.token, email)
    await node.auth('requestPasswordReset', { email: ada.email })
    const reset = linkIn(await mailTo(node.smtp, ada.email, 'Set a new'))
    await node.auth('resetPassword', { token: reset.token, password: otherPassword })
    expect(await verify(token)).toBe('NOT_FOUND')
  })

  it('to one that somebody has is answered alike, and takes nothing from them', async () => {
    const [ada, ben] = [await node.verified(), await node.verified()]
    const answer = (await change(ben.token, ada.email)).data
    expect(answer).toMatchObject({ email: ben.email, pendingEmail: ada.email })
    await mailTo(node.smtp, ada.email, 'already have an account')
    expect(await me(ada.token)).toMatchObject({ email: ada.email, emailVerified: true })
  })

  it('ends links that set a password and went to the old one', async () => {
    const ada = await node.verified()
    await node.auth('requestPasswordReset', { email: ada.email })
    const reset = linkIn(await mailTo(node.smtp, ada.email, 'Set a new'))
    const email = `moved-${ada.email}`
    await change(ada.token, email)
    expect(await verify(linkIn(await mailTo(node.smtp, email, 'Confirm')).token)).toBe(200)
    expect(resultOf(await node.auth('resetPassword', { token: reset.token, password: otherPassword }))).toBe(
      'NOT_FOUND',
    )
  })
})
