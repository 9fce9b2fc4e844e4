import { createHash, randomBytes } from 'node:crypto'
import { schema, type Tx } from '@chime/db'
import { eq } from 'drizzle-orm'

const { recoveryCodes } = schema

const codesMade = 10
const codeLength = 16
/** Crockford's base32, without letters that look like digits: 5 bits a character. */
const alphabet = '0123456789abcdefghjkmnpqrstvwxyz'

/** Makes new codes in place of all that the user had. Only the caller ever sees them: the database holds their hashes. */
export async function replaceRecoveryCodes(tx: Tx, userId: string): Promise<string[]> {
  const codes = Array.from({ length: codesMade }, newCode)
  await tx.delete(recoveryCodes).where(eq(recoveryCodes.userId, userId))
  await tx.insert(recoveryCodes).values(codes.map((code) => ({ userId, codeHash: hashRecoveryCode(code) })))
  return codes
}

/** @param code as it was shown or typed: what reads as the same is the same */
export function hashRecoveryCode(code: string): string {
  const plain = code.toLowerCase().replace(/[^0-9a-z]/g, '')
  const typed = plain.replaceAll('o', '0').replace(/[il]/g, '1')
  return createHash('sha256').update(typed).digest('hex')
}

/** Such as `7k2m-9xwd-0c4v-hq5t`. */
function newCode(): string {
  // 256 is a multiple of 32, so each character is as likely as the others.
  const characters = [...randomBytes(codeLength)].map((byte) => alphabet[byte % alphabet.length]).join('')
  return characters.replace(/(.{4})(?!$)/g, '$1-')
}
