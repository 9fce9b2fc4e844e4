import { createHash, generateKeyPairSync, randomBytes, sign } from 'node:crypto'
import { isoCBOR } from '@simplewebauthn/server/helpers'

// A device with one passkey, in software. Unlike a browser, it also does what it should not.

export const origin = 'https://chime.example.com'
const rpId = 'chime.example.com'

const sha256 = (data: string | Uint8Array) => createHash('sha256').update(data).digest()
const base64url = (data: string | Uint8Array) => Buffer.from(data).toString('base64url')

/** What can be wrong in what the device signs. */
type Wrong = { origin?: string; rpId?: string; type?: string; verified?: boolean; present?: boolean }

export function createAuthenticator() {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const credentialId = randomBytes(32)
  const { x = '', y = '' } = publicKey.export({ format: 'jwk' })
  // ES256 on P-256, as COSE writes it (RFC 9053).
  const coseKey = isoCBOR.encode(
    new Map<number, number | Uint8Array>([
      [1, 2],
      [3, -7],
      [-1, 1],
      [-2, Buffer.from(x, 'base64url')],
      [-3, Buffer.from(y, 'base64url')],
    ]),
  )

  const clientData = (type: string, challenge: string, wrong: Wrong) =>
    JSON.stringify({ type: wrong.type ?? type, challenge, origin: wrong.origin ?? origin, crossOrigin: false })

  function authenticatorData(counter: number, wrong: Wrong, attested?: Uint8Array): Buffer {
    const flags = (wrong.present === false ? 0 : 1) | (wrong.verified === false ? 0 : 4) | (attested ? 64 : 0)
    const count = Buffer.alloc(4)
    count.writeUInt32BE(counter)
    return Buffer.concat([sha256(wrong.rpId ?? rpId), Buffer.of(flags), count, attested ?? Buffer.alloc(0)])
  }

  return {
    /** Answers `auth.preparePasskey`. */
    make(challenge: string, wrong: Wrong = {}) {
      const length = Buffer.alloc(2)
      length.writeUInt16BE(credentialId.length)
      const attested = Buffer.concat([Buffer.alloc(16), length, credentialId, coseKey])
      const attestation = new Map<string, unknown>([
        ['fmt', 'none'],
        ['attStmt', new Map()],
        ['authData', new Uint8Array(authenticatorData(0, wrong, attested))],
      ])
      return {
        credentialId: base64url(credentialId),
        clientDataJSON: base64url(clientData('webauthn.create', challenge, wrong)),
        attestationObject: base64url(isoCBOR.encode(attestation as Parameters<typeof isoCBOR.encode>[0])),
        transports: ['internal'],
      }
    },
    /** Answers `auth.preparePasskeyLogin`. */
    answer(challenge: string, counter: number, wrong: Wrong = {}) {
      const data = clientData('webauthn.get', challenge, wrong)
      const signed = authenticatorData(counter, wrong)
      return {
        credentialId: base64url(credentialId),
        clientDataJSON: base64url(data),
        authenticatorData: base64url(signed),
        signature: base64url(sign('sha256', Buffer.concat([signed, sha256(data)]), privateKey)),
      }
    },
  }
}
