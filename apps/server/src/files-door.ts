import { randomUUID } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { Refusal, type Services, toTRPCError } from '@chime/api'
import { StoreError } from '@chime/files'
import { reasons } from '@chime/protocol'
import type { Logger } from 'pino'
import type { Config } from './config.ts'
import { createAdmission, refuse } from './files-admit.ts'
import { serveFile } from './files-serve.ts'
import { createUploads } from './files-upload.ts'

const uuid = '[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}'
const anUpload = new RegExp(`^/files/uploads/(${uuid})$`)
/** `/files/<id>`, or of a picture a form of that width: `/files/<id>/320`. */
const aFile = new RegExp(`^/files/(${uuid})(?:/(\\d{1,5}))?$`)

/** Files over HTTP at `/files/`: what people send each other, and what they upload. */
export function createFilesDoor(services: Services, config: Config, log: Logger) {
  const { admit } = createAdmission(services, config)
  const upload = createUploads(services, log)

  async function answer(req: IncomingMessage, res: ServerResponse): Promise<void> {
    const actor = await admit(req, res)
    if (actor === null) return
    const { pathname, searchParams } = new URL(req.url ?? '/', 'http://localhost')
    const [, uploadId] = anUpload.exec(pathname) ?? []
    if (uploadId) return upload(req, res, { actor, id: uploadId.toLowerCase() })
    const [, id, width = searchParams.get('width')] = aFile.exec(pathname) ?? []
    if (!id) return refuse(res, 404, 'There is no such file, or you cannot see it')
    if (req.method !== 'GET' && req.method !== 'HEAD') {
      res.setHeader('Allow', 'GET, HEAD')
      return refuse(res, 405, 'Files are read here')
    }
    return serveFile(services, req, res, {
      userId: actor.userId,
      id: id.toLowerCase(),
      width: width ? Number(width) : null,
      log,
    })
  }

  return (req: IncomingMessage, res: ServerResponse): void => {
    answer(req, res).catch((error: unknown) => refuseFor(error, req, res, log))
  }
}

function refuseFor(error: unknown, req: IncomingMessage, res: ServerResponse, log: Logger): void {
  const requestId = randomUUID()
  const { cause } = toTRPCError(error, requestId)
  if (!(cause instanceof Refusal)) log.error({ err: error, requestId }, 'a request for a file failed')
  else if (error instanceof StoreError) log.error({ err: error }, 'the file store failed')
  else log.info({ reason: cause.reason, method: req.method }, 'request for a file refused')
  if (res.headersSent) {
    res.destroy()
    return
  }
  if (!(cause instanceof Refusal)) {
    refuse(res, 500, `Internal error (${requestId})`)
    return
  }
  const { retryAfterMs } = cause.details
  if (retryAfterMs !== undefined) res.setHeader('Retry-After', Math.ceil(retryAfterMs / 1_000))
  refuse(res, statusOf(error) ?? reasons[cause.reason].httpStatus, cause.message)
}

/** HTTP has a word of its own for a disk that is full. */
const statusOf = (error: unknown) => (error instanceof StoreError && error.reason === 'full' ? 507 : null)
