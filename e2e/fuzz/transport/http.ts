import { Agent, request } from 'node:http'
import type { Heard } from '../judge/problems.ts'

export type HttpRequest = {
  method: string
  path: string
  headers?: Record<string, string>
  body?: string | Buffer | null
}

export type HttpAnswer = Heard & { status: number; body: string }

const answerWithinMs = 60_000
const agent = new Agent({ keepAlive: true, maxSockets: 64 })

/**
 * One request that is well-formed as HTTP, whatever it holds.
 *
 * @returns status 0: the server closed the connection before it answered all, as it does while it refuses a large body
 */
export function exchange(url: string, { method, path, headers = {}, body = null }: HttpRequest): Promise<HttpAnswer> {
  const { hostname, port } = new URL(url)
  return new Promise((resolve, reject) => {
    const sent = request({ agent, hostname, port, method, path, headers }, (response) => {
      const chunks: Buffer[] = []
      const done = () => {
        const text = Buffer.concat(chunks).toString('utf8')
        resolve({ status: response.statusCode ?? 0, body: text, text: withHeaders(response.rawHeaders, text) })
      }
      response.on('data', (chunk: Buffer) => chunks.push(chunk))
      response.once('end', done)
      response.once('error', done)
    })
    sent.setTimeout(answerWithinMs, () => sent.destroy(new NoAnswer()))
    sent.once('error', (error) =>
      error instanceof NoAnswer ? reject(error) : resolve({ status: 0, text: '', body: '' }),
    )
    sent.end(body)
  })
}

/** The server took an input and never answered it. */
class NoAnswer extends Error {
  override message = `no answer within ${answerWithinMs / 1_000} s`
}

/** Headers stand before the body, which stays parsable when there is nothing to say of them. */
const innerHeader = /^(?:x-powered-by|server|via)$/i
function withHeaders(raw: string[], body: string): string {
  const telling = raw.filter((_, i) => i % 2 === 0 && innerHeader.test(raw[i] ?? ''))
  return telling.length === 0 ? body : `${telling.join('\n')}\n${body}`
}
