import { linkIn } from '@chime/testing/smtp'
import { afterEach, describe, expect, it } from 'vitest'
import { type MailingNode, mailingNode, mailTo, password, resultOf } from './fixture.ts'

let node: MailingNode
afterEach(() => node.stop())

const register = (more: object = {}) => node.auth('register', node.somebody(more))
const options = async () => (await node.auth('options')).data

it('an open server takes anybody', async () => {
  node = await mailingNode()
  expect(resultOf(await register())).toBe(200)
  expect(await options()).toEqual({ registration: 'open', domains: [], mail: true })
})

it('a closed server takes the first account alone, also of many at once', async () => {
  node = await mailingNode({ REGISTRATION: 'closed' })
  const answers = await Promise.all(
    Array.from({ length: 4 }, (_, i) => register({ invite: i === 3 ? 'x' : undefined })),
  )
  const results = answers.map(resultOf)
  expect(results.filter((result) => result === 200)).toHaveLength(1)
  expect(resultOf(await register())).toBe('FORBIDDEN')
  expect(await node.sql('select 1 from users')).toHaveLength(1)
  expect(await options()).toMatchObject({ registration: 'closed' })
})

describe('a server that needs invites', () => {
  it('takes who has a usable one, who is then in its channel, and counts it', async () => {
    node = await mailingNode({ REGISTRATION: 'invite' })
    const { data } = await register()
    const { token } = data as { token: string }
    const { trpc } = node.connect(token)
    const { id } = await trpc.channels.create.mutate({ kind: 'group', name: 'a group' })
    const { code } = await trpc.invites.create.mutate({ channelId: id, maxUses: 2 })

    expect(resultOf(await register())).toBe('FORBIDDEN')
    expect(resultOf(await register({ invite: 'no such code' }))).toBe('NOT_FOUND')
    const answers = await Promise.all(Array.from({ length: 4 }, () => register({ invite: code })))
    expect(answers.map(resultOf).sort()).toEqual([200, 200, 'NOT_FOUND', 'NOT_FOUND'])
    expect((await trpc.members.list.query({ channelId: id })).members).toHaveLength(3)
    expect(await node.sql('select 1 from users')).toHaveLength(3)
    expect(await trpc.invites.list.query({ channelId: id })).toEqual([])
  })

  it('refuses an invite that is revoked, expired, or of an archived channel', async () => {
    node = await mailingNode({ REGISTRATION: 'invite' })
    const { trpc } = node.connect(((await register()).data as { token: string }).token)
    const { id } = await trpc.channels.create.mutate({ kind: 'group', name: 'a group' })
    const make = () => trpc.invites.create.mutate({ channelId: id })
    const [revoked, expired, archived] = [await make(), await make(), await make()]
    await trpc.invites.revoke.mutate({ id: revoked.id })
    await node.sql('update invites set expires_at = now() where id = $1', expired.id)
    for (const { code } of [revoked, expired]) expect(resultOf(await register({ invite: code }))).toBe('NOT_FOUND')
    await trpc.channels.archive.mutate({ channelId: id })
    expect(resultOf(await register({ invite: archived.code }))).toBe('NOT_FOUND')
    expect(await node.sql('select 1 from users')).toHaveLength(1)
  })
})

it('a server for certain domains lets in who confirms an address there', async () => {
  node = await mailingNode({ REGISTRATION: 'domain', REGISTRATION_DOMAINS: 'Team.example, example.org' })
  expect(await options()).toMatchObject({ registration: 'domain', domains: ['team.example', 'example.org'] })
  for (const email of ['a@example.com', 'a@evil-team.example', 'a@team.example.evil.com', 'a@sub.team.example']) {
    const { error } = await register({ email })
    expect(error?.data, email).toMatchObject({ reason: 'INVALID_INPUT', field: 'email' })
    expect(error?.message).toContain('team.example or example.org')
  }
  const account = node.somebody({ email: 'Ada@TEAM.example' })
  const answer = await node.auth('register', account)
  expect(resultOf(answer)).toBe('FORBIDDEN')
  expect(answer.cookies).toEqual([])
  const login = (identifier: string) => node.auth('login', { identifier, password })
  expect(resultOf(await login(account.username))).toBe('FORBIDDEN')
  const { token } = linkIn(await mailTo(node.smtp, account.email, 'Confirm'))
  expect(resultOf(await node.auth('verifyEmail', { token }))).toBe(200)
  for (const identifier of [account.username, 'ada@team.example']) {
    const { data } = await login(identifier)
    expect(data).toMatchObject({ user: { email: 'Ada@TEAM.example', role: 'admin' } })
  }
  const { data } = await login(account.username)
  const outside = { email: 'ada@example.com', password }
  const { error } = await node.auth('changeEmail', outside, (data as { token: string }).token)
  expect(error?.data).toMatchObject({ reason: 'INVALID_INPUT', field: 'email' })
})
