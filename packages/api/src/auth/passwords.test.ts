import { hash } from '@node-rs/argon2'
import { describe, expect, it } from 'vitest'
import { createPasswords } from './passwords.ts'

const composed = 'Zoë häuser 1'
const decomposed = composed.normalize('NFD')
const spaced = 'Zoë\u00a0häuser\u30001'
const parameters = { memoryCost: 19_456, timeCost: 2, parallelism: 1 }

describe('a hash from before passwords had one form', () => {
  it.each([
    ['composed', composed, [composed, decomposed]],
    ['decomposed', decomposed, [composed, decomposed]],
    ['with other spaces', spaced, [spaced]],
  ])('still opens: %s', async (_, hashed, typed) => {
    const passwords = await createPasswords()
    const old = await hash(hashed, parameters)
    for (const password of typed) expect(await passwords.verify(old, password)).toBe(true)
    expect(await passwords.verify(old, 'Zoe hauser 1')).toBe(false)
  })
})

it('nobody has a password without a hash', async () => {
  const passwords = await createPasswords()
  expect(await passwords.verify(null, 'nobody has this password')).toBe(false)
})
