import type { Person } from '@chime/testing/node'
import { type OneNode, oneNode } from '@chime/testing/one-node'
import { call } from '@chime/testing/raw-client'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

// What a stranger learns of who has an account. Times are compared in `account.test.ts`.

let node: OneNode
let ann: Person
beforeAll(async () => {
  node = await oneNode({ RATE_LIMITS: 'on', TRUST_PROXY: '1' })
  ann = await node.person('ann')
  const suspended = await node.person('suspended')
  await node.sql('update users set suspended_at = now() where id = $1', suspended.user.id)
  await node.sql(`insert into users (username, email, external_id) values ('embedded', 'embedded@example.com', 'e1')`)
  existing = {
    username: ann.user.username,
    email: ann.user.email ?? '',
    suspended: suspended.user.username,
    'without a password': 'embedded',
  }
})
afterAll(() => node.stop())

let existing: Record<string, string> = {}
const unknown = { username: 'nobody-of-this-name', email: 'nobody@example.com' }

/** Calls from an address, and returns all that the caller can see. Only the time to wait differs by some milliseconds. */
async function answerTo(procedure: string, input: object, address: string) {
  const { status, headers, cookies, data, error } = await call(node.url, procedure, {
    input,
    headers: { 'x-forwarded-for': address },
  })
  const seen = Object.fromEntries([...headers].filter(([name]) => name !== 'date' && name !== 'content-length'))
  const shown = JSON.stringify({ data, error })
    .replace(/"retryAfterMs":\d+/, '')
    .replace(/in \d+ s/, '')
  return { status, seen, cookies, shown }
}

describe('a login with a wrong password', () => {
  const doors = [
    ['from a new address', '10.20.0.1', 0],
    ['after too many tries from one address', '10.20.0.2', 25],
  ] as const
  it.each(doors)('%s is answered alike, whoever has an account', async (_what, address, tries) => {
    const answers: [string, unknown][] = []
    for (const [what, identifier] of [...Object.entries(existing), ...Object.entries(unknown)]) {
      const input = { identifier, password: 'a wrong guess' }
      await Promise.all(Array.from({ length: tries }, () => answerTo('auth.login', input, address)))
      answers.push([what, await answerTo('auth.login', input, address)])
    }
    const [, first] = answers[0] ?? []
    expect(first).toMatchObject({ status: tries > 0 ? 429 : 401 })
    for (const [what, answer] of answers) expect(answer, what).toEqual(first)
  })
})

describe('registering', () => {
  let serial = 0
  const fresh = () => `fresh-${++serial}`
  /** Registers with names that are taken or free. */
  const doors = () =>
    Object.entries({
      'a taken username': { username: ann.user.username, email: `${fresh()}@example.com` },
      'a username that looks like a taken one': { username: ann.user.username.replaceAll('1', 'l') },
      'a taken email': { email: ann.user.email },
      both: { username: ann.user.username, email: ann.user.email },
      'free ones': {},
    }).map(([what, names]) => {
      const name = fresh()
      const input = { username: name, email: `${name}@example.com`, password: 'a horse, a battery and a staple' }
      return [what, { ...input, ...names }] as const
    })
  const register = (input: object, address: string) => answerTo('auth.register', input, address)

  it('tells what is taken some times to one network, also at once; then all who register there are answered alike', async () => {
    const [, taken] = doors()[0] ?? []
    const statuses = (answers: { status: number }[]) => answers.map(({ status }) => status)
    const told = await Promise.all(Array.from({ length: 40 }, () => register(taken ?? {}, '10.21.0.1')))
    expect(statuses(told).filter((status) => status === 409).length).toBeLessThanOrEqual(11)
    const answers = []
    for (const [what, input] of doors()) answers.push([what, await register(input, '10.21.0.1')] as const)
    const [, first] = answers[0] ?? []
    expect(first).toMatchObject({ status: 429 })
    for (const [what, answer] of answers) expect(answer, what).toEqual(first)
    // Others register as before, and are told what they need to know.
    const elsewhere = await Promise.all(doors().map(([, input]) => register(input, '10.21.0.2')))
    expect(statuses(elsewhere)).toEqual([409, 409, 409, 409, 200])
  })
})

describe('who is signed in', () => {
  it('finds nobody by their email', async () => {
    const { trpc } = await node.person('ben')
    for (const query of [ann.user.email ?? '', unknown.email, 'example.com']) {
      expect(await trpc.users.search.query({ query }), query).toEqual([])
      expect(await trpc.messages.search.query({ query: `"${query}"` }), query).toMatchObject({ messages: [] })
    }
  })
})
