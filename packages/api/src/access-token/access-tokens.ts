import { randomUUID } from 'node:crypto'
import { type Log, limits } from '@chime/protocol'
import { accessTokenMs } from './rotation.ts'
import type { SigningKeys } from './signing-keys.ts'

const algorithm = 'EdDSA'
const audience = 'chime'
/** RFC 9068: it keeps other JWTs, such as ID tokens, from being taken for an access token. */
const type = 'at+jwt'
/** Everything that the person may do. A token of a narrower scope, if there ever is one, must not pass for this one. */
const scope = 'all'

/** What a valid access token says. The session must still be looked up: it may have ended. */
export type AccessClaims = { userId: string; sessionId: string; expiresAt: Date }

export type AccessTokens = {
  sign(of: { userId: string; sessionId: string; role: string }): Promise<{ accessToken: string; expiresAt: Date }>
  /** Null unless one of our nodes signed exactly such a token, and it has not expired. */
  verify(token: string): Promise<AccessClaims | null>
}

/** Whether the text looks like a JWT, and not like the token of a session. */
export const isAccessToken = (text: string) =>
  text.length <= limits.accessTokenMax && /^[\w-]+\.[\w-]+\.[\w-]*$/.test(text)

/** Access tokens as JWTs, as RFC 9068 wants them. @param issuer where people reach Chime */
export function createAccessTokens(keys: SigningKeys, { issuer, log }: { issuer: string; log: Log }): AccessTokens {
  return {
    async sign({ userId, sessionId, role }) {
      const { SignJWT } = await import('jose')
      const { id, key } = await keys.signer()
      // A JWT counts in whole seconds.
      const issuedAt = Math.floor(Date.now() / 1_000)
      const expires = issuedAt + accessTokenMs / 1_000
      const accessToken = await new SignJWT({ sid: sessionId, role, scope })
        .setProtectedHeader({ alg: algorithm, typ: type, kid: id })
        .setIssuer(issuer)
        .setAudience(audience)
        .setSubject(userId)
        .setJti(randomUUID())
        .setIssuedAt(issuedAt)
        .setExpirationTime(expires)
        .sign(key)
      return { accessToken, expiresAt: new Date(expires * 1_000) }
    },
    async verify(token) {
      if (!isAccessToken(token)) return null
      const { errors, jwtVerify } = await import('jose')
      const keyOf = async ({ kid = '' }: { kid?: string }) => {
        const key = await keys.verifier(kid)
        if (!key) throw new errors.JWKSNoMatchingKey()
        return key
      }
      try {
        const { payload } = await jwtVerify(token, keyOf, {
          algorithms: [algorithm],
          issuer,
          audience,
          typ: type,
          requiredClaims: ['sub', 'sid', 'scope', 'iat', 'exp', 'jti'],
        })
        const { sub, sid, exp } = payload
        if (sub === undefined || typeof sid !== 'string' || exp === undefined || payload.scope !== scope) return null
        return { userId: sub, sessionId: sid, expiresAt: new Date(exp * 1_000) }
      } catch (error) {
        // Anything else is a failure of ours, such as a database that is away.
        if (!(error instanceof errors.JOSEError)) throw error
        log.info({ why: error.code }, 'access token refused')
        return null
      }
    },
  }
}
