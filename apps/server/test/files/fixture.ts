import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Person } from '@chime/testing/node'
import { type OneNode, oneNode } from '@chime/testing/one-node'
import sharp from 'sharp'

// For the tests of files: a node with a folder of its own for files, and what people do with files.

export type FilesNode = OneNode & { folder: string }

export async function nodeWithFiles(environment: Record<string, string> = {}): Promise<FilesNode> {
  const folder = await mkdtemp(join(tmpdir(), 'chime-files-'))
  const node = await oneNode({ DATA_DIR: folder, ...environment })
  const stop = async () => {
    await node.stop()
    await rm(folder, { recursive: true, force: true })
  }
  return { ...node, folder, stop }
}

type FileOptions = { channelId?: string; name?: string; size?: number }

/** Announces a file and sends all its bytes at once. @returns the file, and the status of the answer to its bytes */
export async function upload(url: string, { trpc, token }: Person, bytes: Uint8Array, options: FileOptions = {}) {
  const { channelId, name = 'a file', size = bytes.byteLength } = options
  const { id, uploadUrl } = await trpc.attachments.create.mutate({ channelId, name, size })
  const { status } = await put(url, uploadUrl, token, bytes)
  return { id, uploadUrl, status }
}

export const put = (url: string, path: string, token: string, body: Uint8Array) =>
  fetch(`${url}${path}`, { method: 'PUT', body: Uint8Array.from(body), headers: { authorization: `Bearer ${token}` } })

/** Sends a message with these files. */
export const sendFiles = ({ trpc }: Person, channelId: string, ...attachmentIds: string[]) =>
  trpc.messages.send.mutate({ channelId, clientId: crypto.randomUUID(), content: 'look', attachmentIds })

/** Uploads a file and sends it in a message. @returns the id of the file, and the number of the message */
export async function uploadAndSend(
  url: string,
  person: Person,
  { channelId, bytes = 'secret words', name }: { channelId: string; bytes?: string | Uint8Array; name?: string },
) {
  const { id } = await upload(url, person, Buffer.from(bytes), { channelId, ...(name !== undefined && { name }) })
  const { number } = await sendFiles(person, channelId, id)
  return { id, number }
}

export const get = (url: string, path: string, token?: string, headers: Record<string, string> = {}) =>
  fetch(`${url}${path}`, { headers: { ...headers, ...(token && { authorization: `Bearer ${token}` }) } })

/** A picture with two bands of colour. */
export const picture = (width: number, height: number) =>
  sharp({ create: { width, height, channels: 3, background: '#4a7' } }).composite([
    { input: { create: { width: Math.ceil(width / 3), height, channels: 3, background: '#b24' } }, gravity: 'west' },
  ])
