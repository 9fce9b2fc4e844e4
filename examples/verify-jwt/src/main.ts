import { createServer } from 'node:http'
import { errors } from 'jose'
import { env } from './env.ts'
import { createVerifier } from './verify.ts'

// CHIME_URL=http://localhost:3000 node examples/verify-jwt/src/main.ts
const verify = createVerifier(env.chimeUrl, env.issuer)

const server = createServer(async (req, res) => {
  const answer = (status: number, body: object) =>
    res.writeHead(status, { 'Content-Type': 'application/json' }).end(JSON.stringify(body))
  const [, token] = /^Bearer (\S+)$/i.exec(req.headers.authorization ?? '') ?? []
  if (token === undefined) return answer(401, { error: 'Send an access token: Authorization: Bearer …' })
  try {
    answer(200, await verify(token))
  } catch (error) {
    // Whoever sent the token learns that it is refused, and not why.
    console.error(error instanceof errors.JOSEError ? error.code : error)
    answer(401, { error: 'The access token is not valid' })
  }
})
server.listen(env.port, '127.0.0.1', () => {
  const address = server.address()
  if (typeof address === 'object') console.log(`Listening on http://127.0.0.1:${address?.port}`)
})
