import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import sharp from 'sharp'
import type { Person } from './testing.ts'
import { type OneNode, oneNode } from './testing-one-node.ts'

// For the tests of files: a node whose files lie in a folder of their own, and what people do with them.

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

type Given = { channelId?: string; name?: string; size?: number }

/** Announces a file and sends all its bytes at once. Resolves with the answer to the bytes. */
export async function upload(url: string, { trpc, token }: Person, bytes: Uint8Array, given: Given = {}) {
  const { channelId, name = 'a file', size = bytes.byteLength } = given
  const { id, uploadUrl } = await trpc.attachments.create.mutate({ channelId, name, size })
  const { status } = await put(url, uploadUrl, token, bytes)
  return { id, uploadUrl, status }
}

export const put = (url: string, path: string, token: string, body: Uint8Array) =>
  fetch(`${url}${path}`, { method: 'PUT', body: Uint8Array.from(body), headers: { authorization: `Bearer ${token}` } })

/** Sends a message with these files. */
export const sendFiles = ({ trpc }: Person, channelId: string, ...attachmentIds: string[]) =>
  trpc.messages.send.mutate({ channelId, clientId: crypto.randomUUID(), content: 'look', attachmentIds })

export const get = (url: string, path: string, token?: string, headers: Record<string, string> = {}) =>
  fetch(`${url}${path}`, { headers: { ...headers, ...(token && { authorization: `Bearer ${token}` }) } })

/** Bands of colour. */
export const picture = (width: number, height: number) =>
  sharp({ create: { width, height, channels: 3, background: '#4a7' } }).composite([
    { input: { create: { width: Math.ceil(width / 3), height, channels: 3, background: '#b24' } }, gravity: 'west' },
  ])
