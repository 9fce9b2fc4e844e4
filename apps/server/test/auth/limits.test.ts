import { type OneNode, oneNode } from '@chime/testing/one-node'
import { call, openRaw } from '@chime/testing/raw-client'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

let node: OneNode
let untrusting: OneNode
beforeAll(async () => {
  node = await oneNode({ RATE_LIMITS: 'on', TRUST_PROXY: '1' })
  untrusting = await oneNode({ RATE_LIMITS: 'on' })
})
afterAll(async () => {
  await node.stop()
  await untrusting.stop()
})

const login = (url: string, identifier: string, password: string, address: string) =>
  call(url, 'auth.login', { input: { identifier, password }, headers: { 'x-forwarded-for': address } })

const repeat = async <T>(times: number, make: (i: number) => Promise<T>): Promise<T[]> =>
  Promise.all(Array.from({ length: times }, (_, i) => make(i)))

describe('rate limits', () => {
  it('end the guessing of one password, say when to come back, and leave the victim in', async () => {
    const { user, password } = await node.person()
    const answers = await repeat(25, () => login(node.url, user.username, 'a wrong guess', '10.1.1.1'))
    const refused = answers.filter(({ status }) => status === 429)
    expect(refused).toHaveLength(5)
    for (const { error } of refused) {
      expect(error?.data.reason).toBe('RATE_LIMITED')
      expect(error?.data.retryAfterMs).toBeGreaterThan(0)
    }
    // From that address even the right password is refused; from another address it works.
    expect((await login(node.url, user.username, password, '10.1.1.1')).status).toBe(429)
    expect((await login(node.url, user.username.toUpperCase(), password, '10.1.1.1')).status).toBe(429)
    expect((await login(node.url, user.username, password, '10.1.1.2')).status).toBe(200)
  })

  it('end the guessing of one password from many addresses, and leave the owner in from where they have been before', async () => {
    const { user, password } = await node.person()
    for (const known of ['10.9.9.9', '2001:db8:9:9::1']) {
      expect((await login(node.url, user.username, password, known)).status).toBe(200)
    }
    const guesses = await repeat(120, (i) => login(node.url, user.username, 'a wrong guess', `10.4.${i}.1`))
    // The owner's own two logins from new places count too.
    expect(guesses.filter(({ status }) => status === 429)).toHaveLength(22)
    expect((await login(node.url, user.username, password, '10.4.200.1')).status).toBe(429)
    expect((await login(node.url, user.username, password, '10.9.9.9')).status).toBe(200)
    expect((await login(node.url, user.email ?? '', password, '2001:db8:9:9:1:2:3:4')).status).toBe(200)
    // Where the owner has been before, guessing has its own end.
    const near = await repeat(25, () => login(node.url, user.username, 'a wrong guess', '10.9.9.9'))
    expect(near.filter(({ status }) => status === 429).length).toBeGreaterThanOrEqual(5)
    // An account that does not exist answers alike.
    const nobody = await repeat(120, (i) => login(node.url, 'nobody.at.all', 'a wrong guess', `10.5.${i}.1`))
    expect(nobody.filter(({ status }) => status === 429)).toHaveLength(20)
  }, 60_000)

  it('count one person’s many IPv6 addresses as one', async () => {
    const { user } = await node.person()
    const answers = await repeat(25, (i) => login(node.url, user.username, 'a wrong guess', `2001:db8:7:7::${i}`))
    expect(answers.filter(({ status }) => status === 429)).toHaveLength(5)
  })

  it('are not escaped by a forged X-Forwarded-For', async () => {
    const { user } = await untrusting.person()
    const answers = await repeat(25, (i) => login(untrusting.url, user.username, 'a wrong guess', `10.2.2.${i}`))
    expect(answers.filter(({ status }) => status === 429)).toHaveLength(5)
    // Behind a proxy, only the entry that the proxy appended counts.
    const behind = await repeat(25, (i) => login(node.url, user.username, 'a wrong guess', `10.2.2.${i}, 10.3.3.3`))
    expect(behind.filter(({ status }) => status === 429)).toHaveLength(5)
  })

  it('count each sender on their own, over all sockets', async () => {
    const [loud, calm] = [await node.person(), await node.person()]
    const { id: channelId } = await loud.trpc.channels.create.mutate({
      kind: 'group',
      name: 'noise',
      memberIds: [calm.user.id],
    })
    const sockets = [await openRaw(node.url, loud), await openRaw(node.url, loud)]
    const send = (i: number) => {
      const input = { channelId, clientId: crypto.randomUUID(), content: 'noise' }
      return sockets[i % 2]?.ask('mutation', 'messages.send', input)
    }
    const replies = await repeat(210, async (i) => send(i))
    const refused = replies.filter((reply) => reply?.error)
    expect(refused).toHaveLength(10)
    for (const reply of refused) expect(reply?.error?.data).toMatchObject({ reason: 'RATE_LIMITED' })
    await calm.trpc.messages.send.mutate({ channelId, clientId: crypto.randomUUID(), content: 'still heard' })
    for (const { ws } of sockets) ws.close()
  })

  it('do not close a socket: calls are answered again, and others go on meanwhile', async () => {
    const person = await node.person()
    const socket = await openRaw(node.url, person)
    const replies = await repeat(610, () => socket.ask('query', 'auth.me'))
    expect(replies.filter(({ error }) => error?.data.reason === 'RATE_LIMITED').length).toBeGreaterThan(0)
    expect(socket.ws.readyState).toBe(socket.ws.OPEN)
    expect((await (await node.person()).trpc.auth.me.query()).id).toBeDefined()
    socket.ws.close()
  })
})
