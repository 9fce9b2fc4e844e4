import fc from 'fast-check'
import { hostileText } from '../input/hostile.ts'
import type { Heard } from '../judge/problems.ts'
import { exchange, type HttpAnswer } from '../transport/http.ts'
import { judge, type Place, type Result, type Target } from './target.ts'

// Files: announced with odd names and lengths, sent with bytes that are not what they say, read with odd ranges.

const numbers = fc.oneof(
  fc.constantFrom('0', '1', '-1', '99999999999999999999', '1e3', 'NaN', '', '0x10', '5', '64'),
  fc.nat(100).map(String),
)

/** The first bytes of formats that the server opens, with rubbish behind them. */
const heads = [
  '89504e470d0a1a0a0000000d49484452',
  'ffd8ffe000104a464946',
  '474946383961ffffffff',
  '52494646ffffffff57454250',
  '0000001c6674797061766966',
  '3c73766720786d6c6e733d22',
  '25504446',
  '504b0304',
  '4d5a',
  '1a45dfa3',
  '0000002066747970',
  '00',
  '3c21646f63747970652068746d6c3e',
  'efbbbf',
  '49492a00',
  '424d',
]

const bytes = fc
  .tuple(fc.option(fc.constantFrom(...heads), { freq: 2 }), fc.uint8Array({ maxLength: 64 }))
  .map(([head, rest]) => Buffer.concat([Buffer.from(head ?? '', 'hex'), rest]).toString('hex'))

type FileInput = {
  name: string
  type: string
  hex: string
  /** How far the announced size is from the real one. */
  lie: number
  method: string
  headers: Record<string, string>
  /** Another part of the address than the id that was given. */
  address: string | null
  range: string
  width: string
}

export const filesTarget: Target<FileInput> = {
  name: 'uploads and downloads',
  transport: 'files',
  weight: 8,
  inputs: fc.record({
    name: fc.oneof(
      hostileText.filter((text) => text.length > 0),
      fc.constantFrom('a.txt', 'a.png', 'a.png.exe', 'CON', 'a.svg'),
    ),
    type: fc.oneof(fc.constantFrom('image/png', 'image/svg+xml', 'text/html', 'a/b;c', 'video/mp4'), hostileText),
    hex: bytes,
    lie: fc.oneof({ arbitrary: fc.constant(0), weight: 4 }, fc.integer({ min: -3, max: 3 })),
    method: fc.oneof(
      { arbitrary: fc.constantFrom('PUT', 'PATCH'), weight: 5 },
      fc.constantFrom('HEAD', 'DELETE', 'POST', 'GET', 'OPTIONS'),
    ),
    headers: fc.record(
      {
        'upload-offset': numbers,
        'upload-length': numbers,
        'upload-metadata': fc.constantFrom('name', 'name %%%', 'a b,c d', ','),
        'upload-concat': fc.constantFrom('partial', 'final;/files/uploads/x'),
        'upload-defer-length': numbers,
        'upload-checksum': fc.constantFrom('sha1 x', 'x'),
        'tus-resumable': fc.constantFrom('1.0.0', '9.9.9', ''),
        'content-type': fc.constantFrom('application/offset+octet-stream', 'application/json', 'a'),
      },
      { requiredKeys: [] },
    ),
    address: fc.option(
      hostileText.map((text) => encodeURIComponent(text.toWellFormed())),
      { freq: 9 },
    ),
    range: fc.oneof(
      fc.constantFrom(
        '',
        'bytes=0-',
        'bytes=-5',
        'bytes=5-2',
        'bytes=0-0,2-3',
        'bytes=99999999999999999999-',
        'rows=1-2',
        'bytes=a-b',
      ),
      fc.tuple(numbers, numbers).map(([from, to]) => `bytes=${from}-${to}`),
    ),
    width: fc.constantFrom('', '/1', '/320', '/99999', '/0', '?width=-1', '?width=1e9', '?width=NaN', '/..', '/320/1'),
  }),
  attempt: attemptFile,
}

async function attemptFile(input: FileInput, { world }: Place): Promise<Result> {
  const authorization = `Bearer ${world.tokenOf('owner')}`
  const body = Buffer.from(input.hex, 'hex')
  const announced = JSON.stringify({ name: input.name, type: input.type, size: Math.max(0, body.length + input.lie) })
  const heard: HttpAnswer[] = []
  const ask = async (request: Parameters<typeof exchange>[1]) => {
    const headers = { authorization, ...request.headers }
    const answer = await exchange(world.url, { ...request, headers })
    heard.push(answer)
    return answer
  }
  const json = { 'content-type': 'application/json' }
  const made = await ask({ method: 'POST', path: '/trpc/attachments.create', headers: json, body: announced })
  const [, id] = /"id":"([\da-f-]{36})"/.exec(made.body) ?? []
  if (!id) {
    if (made.status === 401) await world.returnAs('owner')
    return judge(heard, null, world.secrets)
  }
  const carries = !['HEAD', 'GET', 'OPTIONS', 'DELETE'].includes(input.method)
  const headers = {
    ...(input.method === 'PATCH' && { 'tus-resumable': '1.0.0', 'upload-offset': '0' }),
    ...input.headers,
  }
  await ask({
    method: input.method,
    path: `/files/uploads/${input.address ?? id}`,
    headers,
    body: carries ? body : null,
  })
  const range: Record<string, string> = input.range === '' ? {} : { range: input.range }
  await ask({ method: 'GET', path: `/files/${id}${input.width}`, headers: range })
  await ask({ method: 'POST', path: '/trpc/attachments.delete', headers: json, body: JSON.stringify({ id }) })
  return judge(heard as Heard[], verdictOfUpload(heard), world.secrets)
}

const verdictOfUpload = ([, upload]: HttpAnswer[]): string =>
  upload === undefined || upload.status === 0 ? 'cut off' : upload.status < 400 ? 'ok' : `status ${upload.status}`
