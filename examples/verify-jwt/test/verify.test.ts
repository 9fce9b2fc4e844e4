import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { type OneNode, oneNode } from '@chime/testing/one-node'
import { call } from '@chime/testing/raw-client'
import { decodeProtectedHeader, generateKeyPair, SignJWT } from 'jose'
import { afterAll, beforeAll, expect, it } from 'vitest'

const issuer = 'https://chat.example.com'
const program = fileURLToPath(new URL('../src/main.ts', import.meta.url))

let chime: OneNode
let service: ChildProcess
let serviceUrl: string
beforeAll(async () => {
  chime = await oneNode({ PUBLIC_URL: issuer })
  const env = { ...process.env, CHIME_URL: chime.url, CHIME_ISSUER: issuer, PORT: '0' }
  const child = spawn(process.execPath, [program], { env, stdio: ['ignore', 'pipe', 'ignore'] })
  service = child
  const [line] = await once(createInterface(child.stdout), 'line')
  serviceUrl = String(line).replace('Listening on ', '')
})
afterAll(async () => {
  service.kill()
  await chime.stop()
})

const bearer = (token: string) => ({ authorization: `Bearer ${token}` })
async function ask(headers: Record<string, string>) {
  const response = await fetch(serviceUrl, { headers })
  return { status: response.status, body: await response.json() }
}
async function accessToken() {
  const { user, token } = await chime.person()
  const { data } = await call(chime.url, 'auth.accessToken', { headers: bearer(token) })
  return { user, token, ...(data as { accessToken: string }) }
}

it('knows who calls, and in which session', async () => {
  const { user, accessToken: token } = await accessToken()
  const [session] = await chime.sql<{ id: string }>('select id from sessions where user_id = $1', user.id)
  expect(await ask(bearer(token))).toEqual({
    status: 200,
    body: { userId: user.id, sessionId: session?.id, role: user.role },
  })
})

it('refuses whatever is no access token of this Chime', async () => {
  const { token: sessionToken, accessToken: token } = await accessToken()
  const { kid } = decodeProtectedHeader(token)
  const [head, body, signature] = token.split('.')
  const foreign = await new SignJWT({ sid: 'x', role: 'admin', scope: 'all' })
    .setProtectedHeader({ alg: 'EdDSA', typ: 'at+jwt', kid })
    .setIssuer(issuer)
    .setAudience('chime')
    .setSubject('x')
    .setExpirationTime('1 minute')
    .sign((await generateKeyPair('EdDSA')).privateKey)
  for (const wrong of [sessionToken, foreign, `${head}.${body}.${signature?.split('').reverse().join('')}`, 'a.b.c']) {
    expect((await ask(bearer(wrong))).status).toBe(401)
  }
  expect((await ask({})).status).toBe(401)
})
