import type { IncomingMessage, OutgoingHttpHeaders, ServerResponse } from 'node:http'
import { pipeline } from 'node:stream/promises'
import { findFile, type Services } from '@chime/api'
import type { Range } from '@chime/files'
import { create as contentDisposition } from 'content-disposition'
import type { Logger } from 'pino'
import parseRange from 'range-parser'
import { refuse } from './refusal.ts'

/** Types that a browser may show itself, because none of them can run code. All others are saved to the disk. */
const inlineTypes = new Set([
  'image/jpeg',
  'image/png',
  'image/webp',
  'image/gif',
  'image/avif',
  'video/mp4',
  'video/webm',
  'video/ogg',
  'audio/mpeg',
  'audio/ogg',
  'audio/wav',
  'audio/mp4',
  'audio/x-m4a',
  'audio/webm',
  'audio/aac',
  'audio/flac',
])

type Requested = { userId: string; id: string; width: number | null; log: Logger }

/**
 * Serves a file, or a range of its bytes, to somebody who may have it.
 *
 * @throws Refusal `NOT_FOUND`
 * @throws StoreError
 */
export async function serveFile(
  services: Services,
  req: IncomingMessage,
  res: ServerResponse,
  { userId, id, width, log }: Requested,
): Promise<void> {
  const { store } = services.files
  const file = await findFile(services, userId, id)
  // The smallest form that is at least as wide as asked for. If there is none, the picture itself is small enough.
  const form = width === null ? undefined : file.forms.find((one) => one.width >= width)
  const { storeKey, type, size } = form ?? file
  // The bytes under a key never change, so the key is their ETag.
  const tag = `"${storeKey.split('/').at(-1)}"`
  const headers: OutgoingHttpHeaders = {
    'Content-Type': type === 'text/plain' ? 'text/plain; charset=utf-8' : type,
    'Content-Disposition': contentDisposition(file.name, { type: inlineTypes.has(type) ? 'inline' : 'attachment' }),
    // If a browser takes the file for a page after all, it runs no script and has no access to cookies.
    'Content-Security-Policy': "default-src 'none'; sandbox",
    'X-Content-Type-Options': 'nosniff',
    'Cache-Control': 'private, max-age=31536000, immutable',
    'Accept-Ranges': 'bytes',
    ETag: tag,
  }
  if (isCached(req, tag)) return void res.writeHead(304, headers).end()
  const range = rangeOf(req, size, tag)
  if (range === 'none') {
    res.setHeader('Content-Range', `bytes */${size}`)
    return refuse(res, 416, 'The file is shorter than that')
  }
  const { start, end } = range ?? { start: 0, end: size - 1 }
  if (range) headers['Content-Range'] = `bytes ${start}-${end}/${size}`
  headers['Content-Length'] = end - start + 1
  const status = range ? 206 : 200
  if (req.method === 'HEAD') return void res.writeHead(status, headers).end()
  const stream = await store.open(storeKey, range ?? undefined)
  if (stream === null) throw new Error(`${storeKey} is not in the store`)
  res.writeHead(status, headers)
  await pipeline(stream, res).catch((err: unknown) => log.debug({ err }, 'a file was not read to its end'))
}

const isCached = ({ headers }: IncomingMessage, tag: string) =>
  headers['if-none-match']
    ?.split(',')
    .map((one) => one.trim().replace(/^W\//, ''))
    .some((one) => one === tag || one === '*') ?? false

/**
 * @returns the range of bytes to send. Null: the whole file, also when several ranges or a range of other bytes
 *   (`If-Range`) is asked for. `none`: the file has no such range
 */
function rangeOf({ headers }: IncomingMessage, size: number, tag: string): Range | 'none' | null {
  if (headers.range === undefined || (headers['if-range'] !== undefined && headers['if-range'] !== tag)) return null
  const ranges = parseRange(size, headers.range, { combine: true })
  if (ranges === -1) return 'none'
  if (ranges === -2 || ranges.type !== 'bytes' || ranges.length !== 1) return null
  return ranges[0] ?? null
}
