import { createServer, type IncomingMessage, type RequestListener, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { gzipSync } from 'node:zlib'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { Resolve } from './connector.ts'
import { createOutbound, type Outbound } from './outbound.ts'

vi.setConfig({ testTimeout: 60_000 })

let server: Server
let port: number
let asked: IncomingMessage[]
/** The addresses of this machine at which requests arrived. */
let reached: (string | undefined)[]
let answer: RequestListener
const opened: Outbound[] = []

beforeEach(async () => {
  asked = []
  reached = []
  answer = (_, res) => void res.setHeader('content-type', 'text/html; charset=UTF-8').end('<title>hello</title>')
  server = createServer((req, res) => {
    asked.push(req)
    reached.push(req.socket.localAddress)
    answer(req, res)
  })
  // Listens on every address of this machine, so that a request which is wrongly let through reaches it.
  await new Promise<void>((resolve) => server.listen(0, '::', resolve))
  port = (server.address() as AddressInfo).port // listening on TCP
})
afterEach(async () => {
  await Promise.all(opened.splice(0).map((outbound) => outbound.close()))
  server.closeAllConnections()
  await new Promise((resolve) => server.close(resolve))
})

const page = { types: ['text/html'], bytesMax: 1_000, whenLonger: 'cut' } as const

/** In these tests 127.0.0.1 with the port of the server stands for the public internet. */
function open(resolve?: Resolve): Outbound {
  const except = (address: string, at: number) => address === '127.0.0.1' && at === port
  const outbound = createOutbound({ userAgent: 'Test/1', except, resolve })
  opened.push(outbound)
  return outbound
}
const names =
  (...addresses: string[]): Resolve =>
  async () =>
    addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 }))

/** The message of the refusal, also when undici has wrapped it. */
async function refusalOf(asking: Promise<unknown>): Promise<string> {
  const error: unknown = await asking.then(
    () => new Error('it was answered'),
    (error: unknown) => error,
  )
  for (let e = error; e instanceof Error; e = e.cause) {
    if (e.name === 'OutboundRefusal') return `refused: ${e.message}`
    if (!(e.cause instanceof Error)) return `${e.name}: ${e.message}`
  }
  return String(error)
}

describe('what is not of the open internet is not asked', () => {
  it.each([
    'http://localhost/',
    'http://localhost./',
    'http://a.localhost/',
    'http://intranet/',
    'http://printer.local/',
    'http://127.0.0.1/',
    'http://127.1/',
    'http://2130706433/',
    'http://0x7f000001/',
    'http://0177.0.0.1/',
    'http://0x7f.0.0.1/',
    'http://0/',
    'http://0.0.0.0/',
    'http://[::1]/',
    'http://[::]/',
    'http://[::ffff:127.0.0.1]/',
    'http://[::ffff:7f00:1]/',
    'http://[64:ff9b::7f00:1]/',
    'http://[fe80::1]/',
    'http://[fd00::1]/',
    'http://10.0.0.1/',
    'http://172.16.0.1/',
    'http://192.168.0.1/',
    'http://100.64.0.1/',
    'http://169.254.169.254/latest/meta-data/',
    'http://224.0.0.1/',
    'http://①②⑦.⓪.⓪.①/',
    'ftp://example.com/',
    'file:///etc/passwd',
    'data:text/html,hello',
    'gopher://example.com/',
    'http://user:password@example.com/',
    'http://example.com:22/',
    'https://example.com:8443/',
    'not a url',
  ])('%s', async (url) => {
    const outbound = createOutbound({ userAgent: 'Test/1', resolve: names('93.184.215.14') })
    opened.push(outbound)
    expect(await refusalOf(outbound.get(url, page))).toMatch(/^refused: /)
  })

  it.each(['127.0.0.2', '10.0.0.1', '169.254.169.254', '::1', '::ffff:127.0.0.1', 'fd00::1', '0.0.0.0'])(
    'a name that leads to %s',
    async (address) => {
      const url = `http://example.com:${port}/`
      expect(await refusalOf(open(names(address)).get(url, page))).toBe(`refused: example.com is ${address}`)
      // Nor is it asked when only one of its addresses is allowed: we do not choose which one is used.
      expect(await refusalOf(open(names('127.0.0.1', address)).get(url, page))).toContain('refused: example.com is')
      expect(asked).toEqual([])
    },
  )

  it('a redirect to any of them, at each step', async () => {
    answer = ({ url }, res) => {
      const to = url === '/far' ? `http://127.0.0.1:${port}/near` : `http://127.0.0.2:${port}/`
      res.writeHead(302, { location: to }).end()
    }
    expect(await refusalOf(open().get(`http://127.0.0.1:${port}/near`, page))).toContain('refused: address 127.0.0.2')
    expect(await refusalOf(open().get(`http://127.0.0.1:${port}/far`, page))).toContain('refused: address 127.0.0.2')
    answer = (_, res) => void res.writeHead(302, { location: 'file:///etc/passwd' }).end()
    expect(await refusalOf(open().get(`http://127.0.0.1:${port}/`, page))).toBe('refused: protocol file:')
    expect(asked.map(({ url }) => url)).toEqual(['/near', '/far', '/near', '/'])
  })

  it('a name that is rebound between check and connection: it is looked up once, and that is where it goes', async () => {
    let lookups = 0
    const rebound: Resolve = async () => [{ address: ++lookups === 1 ? '127.0.0.1' : '127.0.0.2', family: 4 }]
    const outbound = open(rebound)
    const { body } = await outbound.get(`http://example.com:${port}/`, page)
    expect(body.toString()).toBe('<title>hello</title>')
    expect([lookups, reached]).toEqual([1, ['::ffff:127.0.0.1']])
    // The next request looks the name up again, and finds the other address.
    expect(await refusalOf(outbound.get(`http://example.com:${port}/`, page))).toBe('refused: example.com is 127.0.0.2')
    expect(asked).toHaveLength(1)
  })
})

describe('an answer', () => {
  const url = () => `http://127.0.0.1:${port}/`

  it('is asked for without cookies and referrer, under our own name', async () => {
    answer = ({ url }, res) => {
      res.setHeader('set-cookie', 'a=b')
      if (url === '/') res.writeHead(302, { location: '/next' }).end()
      else res.setHeader('content-type', 'text/html;charset="utf-8"').end('hello')
    }
    const got = await open().get(url(), page)
    expect({ ...got, body: got.body.toString() }).toEqual({
      url: `${url()}next`,
      type: 'text/html',
      charset: 'utf-8',
      body: 'hello',
      isCut: false,
    })
    for (const { headers } of asked) {
      expect(headers).toMatchObject({ 'user-agent': 'Test/1', accept: 'text/html' })
      expect(Object.keys(headers)).not.toEqual(expect.arrayContaining(['cookie']))
      expect(Object.keys(headers)).not.toEqual(expect.arrayContaining(['referer']))
    }
  })

  it('of another type, of another status, after too many redirects is refused', async () => {
    answer = (_, res) => void res.setHeader('content-type', 'application/pdf').end('%PDF')
    expect(await refusalOf(open().get(url(), page))).toBe('refused: content of type application/pdf')
    answer = (_, res) => void res.writeHead(404, { 'content-type': 'text/html' }).end('no')
    expect(await refusalOf(open().get(url(), page))).toBe('refused: status 404')
    answer = (_, res) => void res.writeHead(302, { location: '/' }).end()
    expect(await refusalOf(open().get(url(), page))).toBe('refused: too many redirects')
  })

  it('that is long, or unpacks to much, is cut or refused after what was asked for', async () => {
    const long = 'x'.repeat(20_000_000)
    answer = (_, res) =>
      void res.writeHead(200, { 'content-type': 'text/html', 'content-encoding': 'gzip' }).end(gzipSync(long))
    const { body, isCut } = await open().get(url(), page)
    expect([body.length, isCut]).toEqual([1_000, true])
    expect(await refusalOf(open().get(url(), { ...page, whenLonger: 'refuse' }))).toBe('refused: more than 1000 bytes')
  })

  it('that never ends, or never begins, is left after five seconds', async () => {
    answer = ({ url }, res) => {
      if (url !== '/drip') return
      res.writeHead(200, { 'content-type': 'text/html' })
      const drip = setInterval(() => res.write('x'), 100)
      res.on('close', () => clearInterval(drip))
    }
    const got = await Promise.all([refusalOf(open().get(`${url()}drip`, page)), refusalOf(open().get(url(), page))])
    expect(got).toEqual([expect.stringMatching(/timeout/i), expect.stringMatching(/timeout/i)])
  })
})
