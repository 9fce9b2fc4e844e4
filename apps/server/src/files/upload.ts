import type { IncomingMessage, ServerResponse } from 'node:http'
import { Readable } from 'node:stream'
import { type Actor, deleteAttachment, finishUpload, myAttachment, type Services, sizeOfUpload } from '@chime/api'
import { forgetUpload, UploadParts } from '@chime/files'
import { Server } from '@tus/server'
import type { Logger } from 'pino'
import { answerFor, refuse } from './refusal.ts'

const tusHeaders = { 'Tus-Resumable': '1.0.0' }

type Upload = { actor: Actor; id: string }

/**
 * Takes the bytes of a file that `attachments.create` announced, at `/files/uploads/<id>`, from the person who
 * announced it: in pieces by the tus protocol (HEAD, PATCH; DELETE cancels), or all at once by PUT. After the last byte
 * the file is checked, and only then the request is answered.
 *
 * Two requests for the same upload cannot mix their bytes: on one node tus locks the upload, and on two nodes the
 * offset that each piece names decides.
 */
export function createUploadHandler(services: Services, log: Logger) {
  const { store } = services.files
  const parts = new UploadParts(store, (id) => sizeOfUpload(services, id))
  const server = new Server({
    path: '/files/uploads',
    datastore: parts,
    getFileIdFromRequest: (req) => new URL(req.url).pathname.split('/').at(-1)?.toLowerCase(),
    // `admission.ts` sends the headers for other origins.
    allowedOrigins: () => false,
    onUploadFinish: async (_req, { id }) => {
      await finishUpload(services, id)
      return {}
    },
    onResponseError: (_req, error) => {
      // An error of tus itself may be answered as it is. Any other error would tell the client what only the log
      // should know.
      if ('status_code' in error) return undefined
      const { status, text } = answerFor(error, log)
      return { status_code: status, body: `${text}\n` }
    },
  })

  return async (req: IncomingMessage, res: ServerResponse, { actor, id }: Upload): Promise<void> => {
    const row = await myAttachment(services, actor.userId, id)
    if (req.method === 'DELETE') {
      await deleteAttachment({ services, actor }, { id })
      return void res.writeHead(204, tusHeaders).end()
    }
    if (req.method === 'HEAD') {
      // The last byte may have reached a node that stopped before it finished the upload.
      if (row.state === 'waiting') await finishUpload(services, id)
      const size = row.state === 'waiting' ? await sizeOfUpload(services, id) : null
      if (size === null) return answerHead(res, row.size)
    } else if (row.state !== 'waiting') {
      return refuse(res, 409, 'All its bytes are there')
    } else if (req.method === 'PUT') {
      const length = req.headers['content-length']
      if (length !== undefined && Number(length) < row.size) return refuse(res, 400, `${row.size} bytes were announced`)
      await forgetUpload(store, id)
      const answer = await server.handleWeb(asOnePiece(req))
      const text = await answer.text()
      return void res.writeHead(answer.status, { 'Cache-Control': 'no-store' }).end(text)
    } else if (req.method !== 'PATCH') {
      res.setHeader('Allow', 'HEAD, PATCH, PUT, DELETE')
      return refuse(res, 405, 'Bytes are sent here')
    }
    await server.handle(req, res)
  }
}

/** A PUT of all bytes as tus understands it: one piece that begins at offset 0. */
function asOnePiece(req: IncomingMessage): Request {
  const length = req.headers['content-length']
  // `duplex` is needed for a body that is a stream. The DOM's declarations, which some programs have besides Node's, lack it.
  const init: RequestInit & { duplex: 'half' } = {
    method: 'PATCH',
    headers: {
      ...tusHeaders,
      'Upload-Offset': '0',
      'Content-Type': 'application/offset+octet-stream',
      ...(length !== undefined && { 'Content-Length': length }),
    },
    // One class in two declarations, Node's and the DOM's, which differ.
    body: Readable.toWeb(req) as RequestInit['body'],
    duplex: 'half',
  }
  return new Request(new URL(req.url ?? '/', 'http://localhost'), init)
}

/** Answers for a finished upload, so that a client that missed the last answer learns that nothing is left to be sent. */
function answerHead(res: ServerResponse, size: number): void {
  const headers = { ...tusHeaders, 'Cache-Control': 'no-store', 'Upload-Offset': size, 'Upload-Length': size }
  res.writeHead(200, headers).end()
}
