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
  /** Who we say that we are. */
  userAgent: string
  /** What may be asked although it is not of the open internet. For tests, and for nothing that a configuration could say. */
  except?: Allows
  /** In place of the system's. For tests. */
  resolve?: Resolve
}

export type OutboundAnswer = {
  /** Where it came from in the end. */
  url: string
  /** In lower case, without parameters. */
  type: string
  charset: string | null
  body: Buffer
  /** The body was longer than `bytesMax`; this is its beginning. */
  isCut: boolean
}

/** Asks servers whose addresses came from users: of links, later of webhooks. */
export type Outbound = {
  /**
   * Gets what is at a URL. Nothing in it, nor in where it leads, makes this ask anything but the open internet: only http and https,
   * only their ports, only public addresses, checked where the connection is made, at each of three redirects again. No
   * cookies, no referrer, no credentials. It ends within five seconds, and with it what is read and unpacked is bounded.
   *
   * @param options.types of content, as beginnings (`image/`); others are refused
   * @param options.bytesMax unpacked; more is cut off or refused, as `whenLonger` says
   * @throws OutboundRefusal for all that is not allowed, and the error of the network else
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
    // A connection for each question: nothing that one page did to it can touch the next.
    pipelining: 0,
    maxHeaderSize: headersBytesMax,
    headersTimeout: totalMs,
    bodyTimeout: totalMs,
    allowH2: false,
  })

  /** Before a connection is tried. A name is checked when it has been looked up. */
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
        // Ends the connection under a body that nobody reads to its end.
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

/** What arrives is unpacked as it is read, so a small body that unpacks to gigabytes costs no more than any other. */
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
