import fc from 'fast-check'
import { hostileText } from '../input/hostile.ts'
import { frameBytes, handshake, type RawFrame } from '../transport/raw-frame.ts'
import { openTcp, readAll } from '../transport/tcp.ts'
import { judge, type Place, type Result, type Target } from './target.ts'

// Bytes that no client would send: requests that are no HTTP, and frames that are no WebSocket.

/** The server waits for the rest of what is announced; nobody here does. */
const patienceMs = 2_000
const framePatienceMs = 400

const tokens = '⟦token⟧'
const header = fc.oneof(
  fc.constantFrom(
    'Content-Type: application/json',
    'Content-Length: 2',
    'Content-Length: -1',
    'Content-Length: 99999999999999999999',
    'Content-Length: 2\r\nContent-Length: 3',
    'Transfer-Encoding: chunked',
    'Transfer-Encoding: chunked\r\nContent-Length: 2',
    'Transfer-Encoding: gzip, chunked',
    'Content-Encoding: gzip',
    'Expect: 100-continue',
    'Expect: nonsense',
    'Connection: Upgrade\r\nUpgrade: websocket',
    'Connection: Upgrade\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABkAAQAAP__',
    'Sec-WebSocket-Key: short',
    'Sec-WebSocket-Version: 999',
    'Sec-WebSocket-Protocol: a, a',
    'Origin: null',
    'Origin: http://localhost.evil.example',
    'Referer: \u0001',
    'Cookie: chime_session; =; chime_session=%00;;',
    'Cookie: __Host-chime_session=%E0%A4%A',
    'Authorization: Bearer',
    `Authorization: Bearer ${tokens}`,
    `Authorization: Bearer ${tokens} ${tokens}`,
    'Authorization: Basic Og==',
    'X-Forwarded-For: 127.0.0.1, ::1, \u0001',
    'X-HTTP-Method-Override: DELETE',
    'Range: bytes=0-0,5-2,-1',
    'If-None-Match: *',
    'Accept-Encoding: br;q=nan',
    'Forwarded: for="[::',
    'X:',
    ': empty',
    'no colon',
  ),
  fc
    .tuple(fc.constantFrom('X-Odd', 'Accept', 'User-Agent', 'Accept-Language', 'Cookie'), hostileText)
    .map(([name, value]) => `${name}: ${value}`),
  fc.constant(`X-Long: ${'x'.repeat(20_000)}`),
)

const target = fc.oneof(
  fc.constantFrom(
    '/',
    '/trpc',
    '/trpc/',
    '/trpc/auth.me',
    '/trpc/auth.me?input=%7B',
    '/trpc/auth.login',
    '/trpc/auth.me?batch=1&input=[]',
    '/trpc/auth.me,auth.me?batch=1',
    '/trpc?connectionParams=1',
    '/trpc?connectionParams=%7B%7D',
    '/files/',
    '/files/00000000-0000-4000-8000-000000000000',
    '/files/00000000-0000-4000-8000-000000000000/99999',
    '/files/00000000-0000-4000-8000-000000000000?width=NaN',
    '/files/uploads/00000000-0000-4000-8000-000000000000',
    '/healthz',
    '/readyz',
    '/metrics',
    '/emoji/x',
    '/.well-known/x',
    '//trpc/auth.me',
    '/trpc/%00',
    '/trpc/%ff',
    '/../etc',
    '*',
    'http://x/trpc/auth.me',
    '',
  ),
  hostileText.map((text) => `/${text}`),
  hostileText.map((text) => `/trpc/${text}`),
  hostileText.map((text) => `/files/${encodeURIComponent(text.toWellFormed())}`),
)

type RawRequest = { method: string; target: string; version: string; host: boolean; headers: string[]; body: string }

export const rawHttpTarget: Target<RawRequest> = {
  name: 'raw requests',
  transport: 'http',
  weight: 16,
  inputs: fc.record({
    method: fc.oneof(
      fc.constantFrom(
        'GET',
        'POST',
        'HEAD',
        'OPTIONS',
        'PUT',
        'PATCH',
        'DELETE',
        'TRACE',
        'CONNECT',
        'PROPFIND',
        'get',
      ),
      hostileText,
    ),
    target,
    version: fc.oneof(
      { arbitrary: fc.constant('HTTP/1.1'), weight: 9 },
      fc.constantFrom('HTTP/1.0', 'HTTP/2.0', 'HTTP/9.9', '', 'RTSP/1.0'),
    ),
    host: fc.oneof({ arbitrary: fc.constant(true), weight: 9 }, fc.constant(false)),
    headers: fc.array(header, { maxLength: 5 }),
    body: fc.oneof(fc.constantFrom('', '{}', '{', '2\r\n{}\r\n0\r\n\r\n', 'ffffffffff\r\n'), hostileText),
  }),
  async attempt({ method, target, version, host, headers, body }, { world }) {
    const socket = await openTcp(world.url)
    const all = [`${method} ${target} ${version}`, ...(host ? [`Host: ${new URL(world.url).host}`] : []), ...headers]
    const text = `${all.join('\r\n')}\r\n\r\n${body}`.replaceAll(tokens, world.tokenOf('owner') ?? '')
    socket.end(text)
    const read = (await readAll(socket, { withinMs: patienceMs })).toString('utf8')
    const statuses = [...read.matchAll(/^HTTP\/1\.1 (\d{3})/gm)].map(([, status]) => Number(status))
    const final = statuses.findLast((status) => status >= 200)
    const verdict = statuses[0] === 101 ? 'upgraded' : final === undefined ? 'closed' : null
    const [, content = ''] = read.split('\r\n\r\n', 2)
    return judge(
      [{ text: read }, { text: content, ...(final !== undefined && { status: final }) }],
      verdict ?? ((final ?? 0) < 400 ? 'ok' : `status ${final}`),
      world.secrets,
    )
  },
}

const frame: fc.Arbitrary<RawFrame> = fc.record({
  opcode: fc.oneof({ arbitrary: fc.constantFrom(1, 1, 2, 0), weight: 3 }, fc.integer({ min: 0, max: 15 })),
  isFinal: fc.oneof({ arbitrary: fc.constant(true), weight: 3 }, fc.constant(false)),
  reserved: fc.oneof({ arbitrary: fc.constant(0), weight: 6 }, fc.nat(7)),
  isMasked: fc.oneof({ arbitrary: fc.constant(true), weight: 9 }, fc.constant(false)),
  payload: fc.oneof(
    fc.constantFrom(
      '{"id":1,"method":"query",',
      '"params":{"path":"auth.me"}}',
      '{"id":1,"method":"query","params":{"path":"auth.me"}}',
    ),
    fc.constantFrom('', 'PING', 'PONG', '\u0003\u00e8', 'x'.repeat(125), 'x'.repeat(126), 'x'.repeat(70_000)),
    hostileText,
  ),
  claimedBytes: fc.option(fc.constantFrom(0, 1, 125, 126, 65_536, 2 ** 31, Number.MAX_SAFE_INTEGER), { freq: 9 }),
})

type RawFrames = { hasToken: boolean; frames: RawFrame[]; cutBytes: number; isFragmented: boolean }

export const rawFramesTarget: Target<RawFrames> = {
  name: 'raw frames',
  transport: 'websocket',
  weight: 10,
  inputs: fc.record({
    hasToken: fc.boolean(),
    frames: fc.array(frame, { minLength: 1, maxLength: 5 }),
    /** Half a message: its last bytes do not come. */
    cutBytes: fc.oneof({ arbitrary: fc.constant(0), weight: 3 }, fc.integer({ min: 1, max: 20 })),
    isFragmented: fc.boolean(),
  }),
  attempt: attemptFrames,
}

async function attemptFrames(given: RawFrames, { world }: Place): Promise<Result> {
  const socket = await openTcp(world.url)
  socket.setNoDelay(true)
  const token = given.hasToken ? world.tokenOf('owner') : undefined
  socket.write(handshake(new URL(world.url).host, token))
  const whole = Buffer.concat(given.frames.map(frameBytes))
  const bytes = whole.subarray(0, Math.max(1, whole.length - given.cutBytes))
  const middle = given.isFragmented ? Math.floor(bytes.length / 2) : bytes.length
  socket.write(bytes.subarray(0, middle))
  if (middle < bytes.length) setImmediate(() => socket.write(bytes.subarray(middle)))
  // A close frame is enough; everything else may be followed by more.
  const read = await readAll(socket, { withinMs: framePatienceMs })
  const text = read.toString('latin1')
  const [, status] = /^HTTP\/1\.1 (\d{3})/.exec(text) ?? []
  const { code, texts } = framesIn(read.subarray(read.indexOf('\r\n\r\n') + 4))
  return judge(
    [{ text, status: Number(status ?? 0) }, ...texts.map((one) => ({ text: one }))],
    code === null ? 'left open or cut off' : `closed ${code}`,
    world.secrets,
  )
}

/** The text frames that the server has sent, and the code with which it has closed. */
function framesIn(bytes: Buffer): { texts: string[]; code: number | null } {
  const texts: string[] = []
  let code: number | null = null
  let at = 0
  while (at + 2 <= bytes.length) {
    const opcode = (bytes[at] ?? 0) & 15
    let length = (bytes[at + 1] ?? 0) & 127
    at += 2
    if (length >= 126) {
      const width = length === 126 ? 2 : 8
      if (at + width > bytes.length) break
      length = width === 2 ? bytes.readUInt16BE(at) : Number(bytes.readBigUInt64BE(at))
      at += width
    }
    const payload = bytes.subarray(at, at + length)
    if (opcode === 1) texts.push(payload.toString('utf8'))
    if (opcode === 8 && payload.length >= 2) code = payload.readUInt16BE(0)
    at += length
  }
  return { texts, code }
}
