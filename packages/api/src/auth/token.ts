import { createHash, createHmac, randomBytes } from 'node:crypto'

/*
 * The token of a session: 32 bytes. The first half is the same in all tokens that follow each other in one session, and
 * as secret as the rest. Whoever shows the right first half with a second half of former times has a token that was
 * replaced: either theirs or the current one was stolen.
 */

const halfBytes = 16
const pattern = /^[\w-]{43}$/

export const makeToken = () => randomBytes(2 * halfBytes).toString('base64url')
export const isToken = (text: string) => pattern.test(text)

/** Only hashes are stored, so that a stolen database opens no session. */
export const hashToken = (token: string) => createHash('sha256').update(token).digest('hex')
export const hashFamily = (token: string) => createHash('sha256').update(firstHalf(token)).digest('hex')

/**
 * The token that replaces this one. The same seed gives the same again, so whoever missed the answer can ask once more,
 * and two tabs that ask at once get one token. The seed alone, without the token, gives nothing.
 */
export function successorOf(token: string, seed: string): string {
  const secondHalf = createHmac('sha256', seed).update(token).digest().subarray(0, halfBytes)
  return Buffer.concat([firstHalf(token), secondHalf]).toString('base64url')
}

const firstHalf = (token: string) => Buffer.from(token, 'base64url').subarray(0, halfBytes)
