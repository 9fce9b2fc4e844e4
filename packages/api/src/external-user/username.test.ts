import { username as valid } from '@chime/protocol'
import fc from 'fast-check'
import { describe, expect, it, vi } from 'vitest'
import { hasUsername, wishedUsername } from './username.ts'

// Thousands of characters are looked at: seconds on a busy machine.
vi.setConfig({ testTimeout: 60_000 })

describe('the name of an external user', () => {
  it.each([
    [{ externalId: '1', username: 'asked-for', fullName: 'Some Body' }, 'asked-for'],
    [{ externalId: '1', fullName: 'Ada Lovelace' }, 'ada-lovelace'],
    [{ externalId: '1', fullName: 'José Núñez de la Cruz' }, 'jose-nunez-de-la-cruz'],
    [{ externalId: 'customer-7', fullName: '田中 太郎' }, 'customer-7'],
    [{ externalId: 'customer-7', fullName: 'Jo' }, 'customer-7'],
    [{ externalId: 'Ada.L@example.com' }, 'ada.l'],
    [{ externalId: '42', fullName: null }, 'user-42'],
    [{ externalId: '4200017' }, 'user-4200017'],
    [{ externalId: '№' }, 'user-no'],
    [{ externalId: '…' }, 'user'],
  ])('%j is %s', (profile, expected) => {
    expect(wishedUsername(profile)).toBe(expected)
  })

  it('is always a valid one, with a number too', () => {
    const text = fc.string({ unit: 'binary', minLength: 1, maxLength: 200 })
    fc.assert(
      fc.property(text, fc.option(text), (externalId, fullName) => {
        const name = wishedUsername({ externalId, fullName })
        return valid.safeParse(name).success && valid.safeParse(`${name}-999999`).success
      }),
    )
  })

  it('is kept with the number that it got, and is another one otherwise', () => {
    const long = 'x'.repeat(50)
    expect(['ada', 'ada-2', 'ada-31337'].map((present) => hasUsername(present, 'ada'))).toEqual([true, true, true])
    expect(['ad', 'adam', 'ada-', 'ada-b', 'ada-2-2'].map((present) => hasUsername(present, 'ada'))).toEqual(
      Array(5).fill(false),
    )
    expect([long, `${long.slice(0, 42)}-2`].map((present) => hasUsername(present, long))).toEqual([true, true])
  })
})
