import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Services } from '@chime/api'
import type { Logger } from 'pino'
import type { Config } from './config.ts'
import { createAdmission } from './files-admit.ts'
import { answerFor, refuse } from './files-refuse.ts'
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
    answer(req, res).catch((error: unknown) => {
      const { status, text, retryAfterMs } = answerFor(error, log)
      if (res.headersSent) {
        res.destroy()
        return
      }
      if (retryAfterMs !== undefined) res.setHeader('Retry-After', Math.ceil(retryAfterMs / 1_000))
      refuse(res, status, text)
    })
  }
}
