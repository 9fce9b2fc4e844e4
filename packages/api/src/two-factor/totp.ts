import type { TOTP } from 'otpauth'

/** Codes of the minute before and after count too: clocks differ, and people type slowly. */
const windowSteps = 1

/** A new secret for an authenticator app. @param account what the app calls the account */
export async function newSecret(account: string): Promise<{ secret: string; uri: string }> {
  const { Secret } = await import('otpauth')
  // As long as the hash of RFC 4226, which asks for that. Apps know nothing but SHA-1 for certain.
  const secret = new Secret({ size: 20 }).base32
  return { secret, uri: (await totpOf(secret, account)).toString() }
}

/**
 * Which period of 30 s a code belongs to (RFC 6238), counted from 1970; null if it is the code of none that counts now.
 *
 * @param code six digits
 */
export async function stepOf(secret: string, code: string): Promise<number | null> {
  const totp = await totpOf(secret)
  const timestamp = Date.now()
  const delta = totp.validate({ token: code, timestamp, window: windowSteps })
  return delta === null ? null : totp.counter({ timestamp }) + delta
}

/** The library is loaded when somebody first uses two-factor: most servers' memory is better without it. */
async function totpOf(secret: string, label = ''): Promise<TOTP> {
  const { Secret, TOTP } = await import('otpauth')
  return new TOTP({ issuer: 'Chime', label, secret: Secret.fromBase32(secret) })
}
