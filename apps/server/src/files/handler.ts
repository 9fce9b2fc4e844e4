import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http'
import type { Services } from '@chime/api'
import type { Logger } from 'pino'
import type { Config } from '../config.ts'
import { createAdmission } from './admission.ts'
import { serveFile } from './download.ts'
import { answerFor, refuse } from './refusal.ts'
import { createUploadHandler } from './upload.ts'

const uuid = '[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}'
const uploadPath = new RegExp(`^/files/uploads/(${uuid})$`)
/** `/files/<id>`, or a smaller form of a picture by its width: `/files/<id>/320`. */
const filePath = new RegExp(`^/files/(${uuid})(?:/(\\d{1,5}))?$`)

/** Downloads and uploads of files over HTTP, at `/files/`. */
export function createFilesHandler(services: Services, config: Config, log: Logger): RequestListener {
  const admit = createAdmission(services, config)
  const upload = createUploadHandler(services, log)

  async function answer(req: IncomingMessage, res: ServerResponse): Promise<void> {
    const actor = await admit(req, res)
    if (actor === null) return
    const { pathname, searchParams } = new URL(req.url ?? '/', 'http://localhost')
    const [, uploadId] = uploadPath.exec(pathname) ?? []
    if (uploadId) return upload(req, res, { actor, id: uploadId.toLowerCase() })
    const [, id, width = searchParams.get('width')] = filePath.exec(pathname) ?? []
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

  return (req, res) => {
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
