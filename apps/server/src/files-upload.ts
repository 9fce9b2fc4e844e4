import type { IncomingMessage, ServerResponse } from 'node:http'
import { Readable } from 'node:stream'
import { type Actor, deleteAttachment, finishUpload, myAttachment, type Services, sizeOfUpload } from '@chime/api'
import { forgetUpload, UploadParts } from '@chime/files'
import { Server } from '@tus/server'
import type { Logger } from 'pino'
import { answerFor, refuse } from './files-refuse.ts'

const tus = { 'Tus-Resumable': '1.0.0' }

type Asked = { actor: Actor; id: string }

/**
 * Takes the bytes of a file that `attachments.create` announced, at `/files/uploads/<id>`: in pieces by the tus protocol
 * (HEAD, PATCH; DELETE cancels), or all at once by PUT. Only from who announced it. With the last byte the file is looked at,
 * before the answer.
 *
 * Two pieces at once are told apart by tus on one node; on two nodes the place in the file that each names does so.
 */
export function createUploads(services: Services, log: Logger) {
  const { store } = services.files
  const parts = new UploadParts(store, (id) => sizeOfUpload(services, id))
  const server = new Server({
    path: '/files/uploads',
    datastore: parts,
    getFileIdFromRequest: (req) => new URL(req.url).pathname.split('/').at(-1)?.toLowerCase(),
    // `files-admit.ts` answers that.
    allowedOrigins: () => false,
    onUploadFinish: async (_req, { id, size = 0 }) => {
      await finishUpload(services, { id, size, storeKey: `${id}/original` })
      return {}
    },
    onResponseError: (_req, error) => {
      // What tus itself refuses; of everything else it would tell what only the log should know.
      if ('status_code' in error) return undefined
      const { status, text } = answerFor(error, log)
      return { status_code: status, body: `${text}\n` }
    },
  })

  return async (req: IncomingMessage, res: ServerResponse, { actor, id }: Asked): Promise<void> => {
    const row = await myAttachment(services, actor.userId, id)
    if (req.method === 'DELETE') {
      await deleteAttachment({ services, actor }, { id })
      return void res.writeHead(204, tus).end()
    }
    if (req.method === 'HEAD') {
      // The last byte may have come to a node that then died.
      if (row.state === 'waiting') await finishUpload(services, row)
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

/** All bytes at once, as tus has it: one piece, from the beginning. */
function asOnePiece(req: IncomingMessage): Request {
  const length = req.headers['content-length']
  return new Request(new URL(req.url ?? '/', 'http://localhost'), {
    method: 'PATCH',
    headers: {
      ...tus,
      'Upload-Offset': '0',
      'Content-Type': 'application/offset+octet-stream',
      ...(length !== undefined && { 'Content-Length': length }),
    },
    body: Readable.toWeb(req),
    duplex: 'half',
  })
}

/** Of an upload that is finished, so that a client that did not hear of it learns that nothing is left to be sent. */
function answerHead(res: ServerResponse, size: number): void {
  const headers = { ...tus, 'Cache-Control': 'no-store', 'Upload-Offset': size, 'Upload-Length': size }
  res.writeHead(200, headers).end()
}
