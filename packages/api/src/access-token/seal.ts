import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto'

/** Encrypts what must not be read by whoever reads the database. */
export type Seal = {
  /** Tells seals with different secrets apart, and says nothing about the secret. */
  name: string
  /** @param context what the text belongs to; it opens only with the same */
  close(text: string, context: string): string
  /** @throws Error when this seal did not close it, or it was changed */
  open(sealed: string, context: string): string
}

const ivBytes = 12
const tagBytes = 16

/** AES-256-GCM with a key that is derived from the secret (HKDF). @param secret long and random; no password */
export function createSeal(secret: string): Seal {
  const derive = (purpose: string) => Buffer.from(hkdfSync('sha256', secret, '', `chime ${purpose}`, 32))
  const key = derive('signing keys')
  return {
    name: derive('name of the secret').toString('hex').slice(0, 16),
    close(text, context) {
      const iv = randomBytes(ivBytes)
      const cipher = createCipheriv('aes-256-gcm', key, iv).setAAD(Buffer.from(context))
      const encrypted = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()])
      return Buffer.concat([iv, cipher.getAuthTag(), encrypted]).toString('base64url')
    },
    open(sealed, context) {
      const bytes = Buffer.from(sealed, 'base64url')
      const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, ivBytes), { authTagLength: tagBytes })
      decipher.setAAD(Buffer.from(context)).setAuthTag(bytes.subarray(ivBytes, ivBytes + tagBytes))
      return Buffer.concat([decipher.update(bytes.subarray(ivBytes + tagBytes)), decipher.final()]).toString('utf8')
    },
  }
}
