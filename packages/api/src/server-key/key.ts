import { createHash, randomBytes } from 'node:crypto'

/** Every key begins with it, so that people and scanners for leaked secrets know what it is. */
const prefix = 'ck_'
const pattern = /^ck_[\w-]{43}$/
/** So many characters of a key are no secret: they are shown in lists. The rest has more than 200 random bits. */
const hintChars = prefix.length + 6

/** A new key of 256 random bits. */
export function makeKey(): { key: string; keyHash: string; hint: string } {
  const key = prefix + randomBytes(32).toString('base64url')
  return { key, keyHash: hashKey(key), hint: key.slice(0, hintChars) }
}

export const isKey = (text: string) => pattern.test(text)

/**
 * Only this hash is stored, so that a stolen database signs nobody in. Keys are found by it: how long that takes says
 * nothing about the key.
 */
export const hashKey = (key: string) => createHash('sha256').update(key).digest('hex')
