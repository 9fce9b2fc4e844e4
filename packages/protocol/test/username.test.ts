import { describe, expect, it } from 'vitest'
import { authRegister, groupsCreate, isReservedUsername } from '../src/index.ts'

const register = (username: string) =>
  authRegister.input.safeParse({ username, email: 'a@example.com', password: 'battery horse staple' })

describe('a username', () => {
  it.each(['here', 'channel', 'everyone', 'all', 'admin', 'chime', 'system', 'here.', '_here', '-all-'])(
    'is not %s, which means something else',
    (name) => {
      expect(isReservedUsername(name)).toBe(true)
      expect(register(name).success).toBe(false)
    },
  )

  it.each(['heresy', 'channel-5', 'ann', 'small', 'all.of.us'])('may be %s', (name) =>
    expect(register(name).success).toBe(true),
  )

  it('has no spaces at its ends', () => expect(register(' ann ').data?.username).toBe('ann'))
})

describe('the handle of a user group', () => {
  const create = (handle: string) => groupsCreate.input.safeParse({ handle, name: 'A group' }).success

  it.each([
    'here',
    'channel',
    'everyone',
    'all',
    'group',
    'here.',
    '_here',
    'ab',
    'Big',
    'two words',
    '',
    'a'.repeat(51),
  ])('is not %s', (handle) => expect(create(handle)).toBe(false))

  it.each(['team', 'admins', 'support', 'design-team', 'heresy'])('may be %s', (handle) =>
    expect(create(handle)).toBe(true),
  )
})

describe('a password', () => {
  it('is the same however its characters and spaces are typed', () => {
    const typed = ['Zoe\u0308 häuser 1', 'Zoë häuser\u00a01', 'Zoë\u3000ha\u0308user 1']
    const forms = typed.map((password) =>
      authRegister.input.parse({ username: 'ann', email: 'a@example.com', password }),
    )
    expect(new Set(forms.map(({ password }) => password))).toEqual(new Set(['Zoë häuser 1']))
  })

  it('keeps its case, its width and what nobody sees', () => {
    const password = 'Ａnn\u200b IS\u00ad here'
    expect(authRegister.input.parse({ username: 'ann', email: 'a@example.com', password }).password).toBe(password)
  })
})
