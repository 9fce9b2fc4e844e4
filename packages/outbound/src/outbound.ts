import { Agent, fetch, type Response } from 'undici'
import { isPublicAddress } from './address.ts'
import { type Allows, guardedConnector, type Resolve, resolveBySystem } from './connector.ts'
import { OutboundRefusal } from './refusal.ts'
import { readTarget, type Target } from './target.ts'

const openPorts = [80, 443]
const connectMs = 3_000
const totalMs = 5_000
const redirectsMax = 3
const headersBytesMax = 32 * 1024

export type OutboundOptions = {
  /** The `User-Agent` header of requests. */
  userAgent: string
  /** Allows addresses that are not public. It is for tests, and no configuration must set it. */
  except?: Allows
  /** Looks names up instead of the system. It is for tests. */
  resolve?: Resolve
}

export type OutboundAnswer = {
  /** The URL that the answer came from, after redirects. */
  url: string
  /** The content type in lower case, without parameters. */
  type: string
  charset: string | null
  body: Buffer
  /** True when the body was longer than `bytesMax`, and `body` is only its beginning. */
  isCut: boolean
}

/** Makes requests to addresses that users gave us, in links for example. Users must not reach our own network through them. */
export type Outbound = {
  /**
   * Fetches a URL. Whatever it is, and wherever it redirects to, requests go to the public internet only: only http and https, only
   * ports 80 and 443, only public addresses. This is checked when a connection is made, and again for each of at most three
   * redirects. Requests have no cookies, no referrer and no credentials. All of it ends within five seconds, and the size of what
   * is read and unpacked is bounded.
   *
   * @param options.types the beginnings of allowed content types (`image/`); others are refused
   * @param options.bytesMax how long the unpacked body may be; a longer one is cut or refused, as `whenLonger` says
   * @throws OutboundRefusal for everything that is not allowed, and otherwise the error of the network
   */
  get(
    url: string,
    options: { types: readonly string[]; bytesMax: number; whenLonger: 'cut' | 'refuse' },
  ): Promise<OutboundAnswer>
  close(): Promise<void>
}

export function createOutbound({ userAgent, except, resolve = resolveBySystem }: OutboundOptions): Outbound {
  const allows: Allows = (address, port) =>
    (openPorts.includes(port) && isPublicAddress(address)) || except?.(address, port) === true
  const agent = new Agent({
    connect: guardedConnector(resolve, allows, connectMs),
    // Each request gets a connection of its own, so nothing that one server does to its connection affects the next request.
    pipelining: 0,
    maxHeaderSize: headersBytesMax,
    headersTimeout: totalMs,
    bodyTimeout: totalMs,
    allowH2: false,
  })

  /** Checks an address before connecting. The addresses of a name are checked when it is looked up (connector.ts). */
  function mustBeAllowed({ address, port }: Target): void {
    if (address !== null && !allows(address, port)) throw new OutboundRefusal(`address ${address}, port ${port}`)
    if (!openPorts.includes(port) && !except) throw new OutboundRefusal(`port ${port}`)
  }

  async function ask(first: Target, accept: string, signal: AbortSignal): Promise<Response> {
    let target = first
    for (let redirects = 0; ; redirects++) {
      mustBeAllowed(target)
      const response = await fetch(target.url, {
        dispatcher: agent,
        redirect: 'manual',
        credentials: 'omit',
        referrerPolicy: 'no-referrer',
        headers: { 'user-agent': userAgent, accept },
        signal,
      })
      const location = response.headers.get('location')
      if (response.status < 300 || response.status > 399 || location === null) return response
      await response.body?.cancel()
      if (redirects === redirectsMax) throw new OutboundRefusal('too many redirects')
      target = readTarget(location, target.url)
    }
  }

  return {
    async get(url, { types, bytesMax, whenLonger }) {
      const signal = AbortSignal.timeout(totalMs)
      const response = await ask(readTarget(url), types.map((type) => type.replace(/\/$/, '/*')).join(', '), signal)
      try {
        if (response.status !== 200) throw new OutboundRefusal(`status ${response.status}`)
        const { type, charset } = readType(response.headers.get('content-type'))
        if (!types.some((known) => type.startsWith(known))) throw new OutboundRefusal(`content of type ${type}`)
        const { body, isCut } = await readBody(response, bytesMax)
        if (isCut && whenLonger === 'refuse') throw new OutboundRefusal(`more than ${bytesMax} bytes`)
        return { url: response.url, type, charset, body, isCut }
      } finally {
        // Closes the connection if the body was not read to its end.
        await response.body?.cancel().catch(() => {})
      }
    },
    close: () => agent.destroy(),
  }
}

function readType(header: string | null): { type: string; charset: string | null } {
  const [type = '', ...parameters] = (header ?? '').toLowerCase().split(';')
  const charset = parameters.map((text) => /^\s*charset\s*=\s*"?([\w.:-]+)/.exec(text)?.[1]).find(Boolean)
  return { type: type.trim(), charset: charset ?? null }
}

/** The body is unpacked as it is read, so a small body that would unpack to gigabytes costs no more than any other. */
async function readBody(response: Response, bytesMax: number): Promise<{ body: Buffer; isCut: boolean }> {
  const chunks: Uint8Array[] = []
  let bytes = 0
  for await (const chunk of response.body ?? []) {
    if (!(chunk instanceof Uint8Array)) throw new OutboundRefusal('a body of no bytes')
    chunks.push(chunk)
    bytes += chunk.byteLength
    if (bytes > bytesMax) return { body: Buffer.concat(chunks).subarray(0, bytesMax), isCut: true }
  }
  return { body: Buffer.concat(chunks), isCut: false }
}
