import { randomUUID } from 'node:crypto'
import { openDatabase } from '@chime/db'
import type { AccessToken } from '@chime/protocol'
import { call } from '@chime/testing/raw-client'
import { decodeJwt, exportJWK, generateKeyPair, type JWTPayload, SignJWT } from 'jose'

// For tests of access tokens: how to get them, and how to forge them.

export const issuer = 'https://chime.example.com'
export const bearer = (token: string) => ({ authorization: `Bearer ${token}` })
export const me = (url: string, token: string) => call(url, 'auth.me', { method: 'GET', headers: bearer(token) })

/** Fetches an access token with the token of a session. @throws Error when it is refused */
export async function fetchToken(url: string, sessionToken: string): Promise<AccessToken & { token: string }> {
  const { data, error } = await call(url, 'auth.accessToken', { headers: bearer(sessionToken) })
  if (error) throw new Error(String(error.data.reason))
  return data as AccessToken & { token: string } // the output for a bearer
}

/** Reads the tables, or changes in them what no procedure can. */
export async function query<Row extends object>(databaseUrl: string, text: string, ...values: unknown[]) {
  const db = openDatabase({
    url: databaseUrl,
    maxConnections: 1,
    log: { debug() {}, info() {}, warn() {}, error() {} },
  })
  try {
    return (await db.pool.query<Row>(text, values)).rows
  } finally {
    await db.close()
  }
}

/** A key that the nodes publish and the test may sign with, as if it had been stolen from a node. */
export async function stolenKey(databaseUrl: string) {
  const id = randomUUID()
  const { privateKey, publicKey } = await generateKeyPair('EdDSA', { extractable: true })
  await query(
    databaseUrl,
    `insert into signing_keys (id, public_key, sealed_key, sealed_with, signs_from, signs_until)
     values ($1, $2, '', 'a test', now(), now() + interval '1 day')`,
    id,
    JSON.stringify(await exportJWK(publicKey)),
  )
  return { id, privateKey }
}
type StolenKey = Awaited<ReturnType<typeof stolenKey>>

export type Forged = {
  header?: Record<string, unknown>
  /** Changes of the claims; undefined leaves one out. */
  claims?: JWTPayload & Record<string, unknown>
  key?: StolenKey['privateKey']
}

/** Signs a token like this one, with some changes. */
export function forge(genuine: string, { id, privateKey }: StolenKey, { header, claims, key }: Forged = {}) {
  const all: [string, unknown][] = Object.entries({ ...decodeJwt(genuine), jti: randomUUID(), ...claims })
  const payload = Object.fromEntries(all.filter(([, value]) => value !== undefined))
  return new SignJWT(payload)
    .setProtectedHeader({ alg: 'EdDSA', typ: 'at+jwt', kid: id, ...header })
    .sign(key ?? privateKey)
}
