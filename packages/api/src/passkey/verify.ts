import type { schema } from '@chime/db'
import type { AuthAddPasskeyInput, AuthLoginWithPasskeyInput } from '@chime/protocol'
import type { WebAuthnCredential } from '@simplewebauthn/server'
import type { RelyingParty } from './relying-party.ts'

type PasskeyRow = typeof schema.passkeys.$inferSelect

/** Ed25519, ECDSA with P-256 and RSA: what authenticators know, the best first. */
export const algorithms = [-8, -7, -257]

/**
 * What browsers send to somebody who has not asked what kind of device it is. The other formats hold certificates, for
 * which the library may ask servers that the certificate names.
 */
const formats = ['none', 'packed']

// The library is loaded when somebody first uses a passkey: most servers' memory is better without it.

/** @returns what an authenticator says that it has signed; null if that cannot be read */
export function challengeIn(clientDataJSON: string): string | null {
  try {
    const data: unknown = JSON.parse(Buffer.from(clientDataJSON, 'base64url').toString('utf8'))
    const challenge = typeof data === 'object' && data !== null && 'challenge' in data ? data.challenge : null
    return typeof challenge === 'string' ? challenge : null
  } catch {
    return null
  }
}

/**
 * @param challenge that was used up just now
 * @throws Error that says what is wrong with the new passkey
 */
export async function verifyNew(
  { id, origin }: RelyingParty,
  challenge: string,
  { credentialId, clientDataJSON, attestationObject }: AuthAddPasskeyInput,
): Promise<WebAuthnCredential> {
  const { verifyRegistrationResponse } = await import('@simplewebauthn/server')
  const { decodeAttestationObject, isoBase64URL } = await import('@simplewebauthn/server/helpers')
  const format = decodeAttestationObject(isoBase64URL.toBuffer(attestationObject)).get('fmt')
  if (!formats.includes(format)) throw new Error(`attestation ${format} was not asked for`)
  const { registrationInfo } = await verifyRegistrationResponse({
    response: {
      id: credentialId,
      rawId: credentialId,
      type: 'public-key',
      response: { clientDataJSON, attestationObject },
      clientExtensionResults: {},
    },
    expectedChallenge: challenge,
    expectedOrigin: origin,
    expectedRPID: id,
    requireUserVerification: true,
    supportedAlgorithmIDs: algorithms,
  })
  if (!registrationInfo) throw new Error('the attestation is not valid')
  return registrationInfo.credential
}

/**
 * @param challenge that was used up just now
 * @returns how often the passkey has signed, as it says: more often than we know, or 0 if it does not count
 * @throws Error that says what is wrong with the answer
 */
export async function verifyAnswer(
  { id, origin }: RelyingParty,
  challenge: string,
  { publicKey, counter }: PasskeyRow,
  { credentialId, clientDataJSON, authenticatorData, signature }: AuthLoginWithPasskeyInput,
): Promise<number> {
  const { verifyAuthenticationResponse } = await import('@simplewebauthn/server')
  const { verified, authenticationInfo } = await verifyAuthenticationResponse({
    response: {
      id: credentialId,
      rawId: credentialId,
      type: 'public-key',
      response: { clientDataJSON, authenticatorData, signature },
      clientExtensionResults: {},
    },
    expectedChallenge: challenge,
    expectedOrigin: origin,
    expectedRPID: id,
    requireUserVerification: true,
    credential: { id: credentialId, publicKey: Buffer.from(publicKey, 'base64url'), counter },
  })
  if (!verified) throw new Error('the signature is wrong')
  return authenticationInfo.newCounter
}
