import { IncomingMessage } from 'node:http'
import { Socket } from 'node:net'
import { describe, expect, it } from 'vitest'
import { requestProblem } from './request-problem.ts'

function request(method: string, url: string, ...hosts: string[]): IncomingMessage {
  const req = new IncomingMessage(new Socket())
  Object.assign(req, { method, url })
  Object.defineProperty(req, 'headersDistinct', { value: { host: hosts } })
  return req
}

const statusOf = (...args: Parameters<typeof request>) => requestProblem(request(...args))?.status ?? null

describe('a request is refused before it is used', () => {
  it.each(['TRACE', 'CONNECT', 'PROPFIND', 'get', ''])('for the method %j', (method) => {
    expect(statusOf(method, '/', 'localhost')).toBe(405)
  })

  it.each([
    'a@b',
    'user:pass@localhost',
    'localhost/evil',
    'localhost?x',
    'localhost#x',
    'a b',
    'local\\host',
    '[::1',
    'localhost:port',
    'localhost:123456',
    '',
    'ho\tst',
    'a,b@c',
    '[::1]@x',
    'http://localhost',
    '%zz',
    '[zz]',
    '256.256.256.256',
  ])('for the host %j', (host) => {
    expect(statusOf('GET', '/', host)).toBe(400)
  })

  it('for two hosts', () => {
    expect(statusOf('GET', '/', 'localhost', 'localhost')).toBe(400)
  })

  it.each([
    '/c/%E0%A4%A',
    '/%',
    '/%zz',
    '/%ff',
    '/a%00b',
    '/../metrics',
    '/files/../metrics',
    '/files/%2e%2e/metrics',
    '/files/.%2E/metrics',
    '/files/..%2fmetrics',
    '/files/..\\metrics',
    '/files/..%5cmetrics',
    '/./x',
    '/x/..',
    '/x/.',
    '/\\evil.example',
  ])('for the path %j', (url) => {
    expect(statusOf('GET', url, 'localhost')).toBe(404)
  })

  it.each(['*', 'http://evil.example/', 'evil.example:443', ''])('for the address %j', (url) => {
    expect(statusOf('GET', url, 'localhost')).toBe(400)
  })
})

describe('a request is let in', () => {
  it.each(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'])('with the method %s', (method) => {
    expect(statusOf(method, '/', 'localhost')).toBeNull()
  })

  it.each([
    'localhost',
    'localhost:3000',
    'chime.example.com',
    '127.0.0.1:80',
    '[::1]:3000',
    '[::ffff:127.0.0.1]',
    'a_b',
    'host:',
  ])('with the host %s', (host) => {
    expect(statusOf('GET', '/', host)).toBeNull()
  })

  it('without a host, as old programs ask', () => {
    expect(statusOf('GET', '/')).toBeNull()
  })

  it.each([
    '/',
    '//trpc/x',
    '/%74rpc/auth.me',
    '/c/42?a=b%20c&d',
    '/c/42?next=/../x&y=%zz',
    '/files/a..b',
    '/...',
    '/.well-known/jwks.json',
    '/a.b/c',
    '/%E4%BD%A0',
    '/_next/static/chunks/%5Bid%5D.js',
    '/trpc/users.get,users.get?batch=1&input=%7B%7D',
  ])('with the address %j', (url) => {
    expect(statusOf('GET', url, 'localhost')).toBeNull()
  })
})
