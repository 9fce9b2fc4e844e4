import { createRemoteJWKSet, jwtVerify } from 'jose'

/** Who somebody is, as Chime says. */
export type Person = {
  /** The person's id in Chime. */
  userId: string
  /** The session with which the token was fetched. */
  sessionId: string
  role: string
}

/**
 * Makes a function that verifies Chime's access tokens, without asking Chime about each: it fetches the public keys once,
 * again after ten minutes, and when a token names one that it does not know.
 *
 * @param chimeUrl where this service reaches Chime
 * @param issuer where people reach Chime: its PUBLIC_URL
 */
export function createVerifier(chimeUrl: string, issuer: string): (token: string) => Promise<Person> {
  const keys = createRemoteJWKSet(new URL('/.well-known/jwks.json', chimeUrl))
  return async (token) => {
    const { payload } = await jwtVerify(token, keys, {
      issuer,
      audience: 'chime',
      // Together these refuse every other kind of token, whoever made it.
      typ: 'at+jwt',
      algorithms: ['EdDSA'],
    })
    const { sub, sid, role, scope } = payload
    if (typeof sub !== 'string' || typeof sid !== 'string' || typeof role !== 'string' || scope !== 'all') {
      throw new Error('The token is of a kind that this service does not know')
    }
    return { userId: sub, sessionId: sid, role }
  }
}
