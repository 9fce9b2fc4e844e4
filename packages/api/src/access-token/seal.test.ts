import { expect, it } from 'vitest'
import { createSeal } from './seal.ts'

const secret = 's'.repeat(32)

it('opens what it closed, for the same context alone', () => {
  const seal = createSeal(secret)
  const sealed = seal.close('a private key', 'key 1')
  expect(createSeal(secret).open(sealed, 'key 1')).toBe('a private key')
  expect(() => seal.open(sealed, 'key 2')).toThrow()
  expect(seal.close('a private key', 'key 1')).not.toBe(sealed)
})

it('opens nothing that was changed, or that another secret closed', () => {
  const seal = createSeal(secret)
  const bytes = Buffer.from(seal.close('a private key', 'key 1'), 'base64url')
  for (let i = 0; i < bytes.length; i += 1) {
    const changed = Buffer.from(bytes)
    changed[i] = (changed[i] ?? 0) ^ 1
    expect(() => seal.open(changed.toString('base64url'), 'key 1')).toThrow()
  }
  const other = createSeal('t'.repeat(32))
  expect(() => other.open(bytes.toString('base64url'), 'key 1')).toThrow()
  expect(other.name).not.toBe(seal.name)
})
