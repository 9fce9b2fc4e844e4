import { refusal } from '@chime/testing/node'
import { type OneNode, oneNode } from '@chime/testing/one-node'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

let node: OneNode
beforeAll(async () => {
  node = await oneNode()
})
afterAll(() => node.stop())

/** One password as different keyboards and systems type it. */
const typed = {
  composed: 'Zoë häuser 1',
  decomposed: 'Zoe\u0308 ha\u0308user 1',
  'with other spaces': 'Zoë\u00a0häuser\u30001',
}
const ways = Object.entries(typed)

let count = 0
async function account(password: string) {
  const username = `typist-${++count}`
  await node.connect().trpc.auth.register.mutate({ username, email: `${username}@example.com`, password })
  return username
}
const login = (identifier: string, password: string) => node.connect().trpc.auth.login.mutate({ identifier, password })

describe('a password', () => {
  it.each(ways)('that was chosen %s opens however it is typed', async (_, password) => {
    const username = await account(password)
    for (const [, other] of ways) expect((await login(username, other)).user.username).toBe(username)
    for (const wrong of ['Zoe hauser 1', 'zoë häuser 1', 'Zoë häuser  1', 'Zoë häuser １']) {
      expect(await refusal(login(username, wrong))).toMatchObject({ reason: 'WRONG_CREDENTIALS' })
    }
  })

  it('that is common is refused in wide letters, too', async () => {
    expect(await refusal(account('ｐａｓｓｗｏｒｄ１２３'))).toMatchObject({
      reason: 'INVALID_INPUT',
      field: 'password',
    })
  })
})
