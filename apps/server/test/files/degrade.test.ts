import { limits } from '@chime/protocol'
import type { Person } from '@chime/testing/node'
import { groupOf } from '@chime/testing/one-node'
import { apngOf, pngThatClaims } from '@chime/testing/pictures'
import sharp from 'sharp'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type FilesNode, get, nodeWithFiles, picture, sendFiles, upload } from './fixture.ts'

let node: FilesNode
let ann: Person
let channelId: string
beforeAll(async () => {
  node = await nodeWithFiles()
  ann = await node.person('ann')
  channelId = await groupOf(ann)
})
afterAll(() => node.stop())

/** Uploads and sends a file. @returns it as its readers see it, what its owner was told, and its bytes in a size */
async function sent(bytes: Buffer, name = 'picture') {
  const { id } = await upload(node.url, ann, bytes, { channelId, name })
  const told = await ann.trpc.attachments.get.query({ id })
  const { attachments } = await sendFiles(ann, channelId, id)
  const served = async (size = '') =>
    Buffer.from(await (await get(node.url, `/files/${id}${size}`, ann.token)).arrayBuffer())
  return { told, attachment: attachments[0], served }
}

it('a picture of 12000 by 9000 pixels is sent', async () => {
  const plain = { width: 12_000, height: 9_000, channels: 3, background: '#4a7' } as const
  const { told, attachment, served } = await sent(await sharp({ create: plain }).jpeg().toBuffer())
  expect(told).toMatchObject({ state: 'ready', reason: null, keepsMetadata: false })
  expect(attachment).toMatchObject({ type: 'image/jpeg', width: 12_000, height: 9_000 })
  expect(await sharp(await served('/960')).metadata()).toMatchObject({ width: 960, height: 720 })
})

it('what cannot be shown is sent as a file, and is no profile picture', async () => {
  const { told, attachment } = await sent(pngThatClaims(30_000, 30_000))
  expect(told).toMatchObject({ state: 'ready', reason: null })
  expect(attachment).toMatchObject({ type: 'image/png', width: null, height: null, preview: null })
  expect(30_000 ** 2).toBeGreaterThan(limits.imagePixelsMax)
  const { id: avatarId } = await upload(node.url, ann, pngThatClaims(30_000, 30_000))
  await expect(ann.trpc.users.update.mutate({ avatarId })).rejects.toMatchObject({ data: { field: 'avatarId' } })
})

it('a GIF of 1400 pixels moves in every size', async () => {
  const noise = { type: 'gaussian', mean: 120, sigma: 40 } as const
  const frame = () =>
    sharp({ create: { width: 1_400, height: 90, channels: 3, background: '#888', noise } })
      .png()
      .toBuffer()
  const { served } = await sent(
    await sharp([await frame(), await frame()], { join: { animated: true } })
      .gif({ effort: 1 })
      .toBuffer(),
  )
  for (const [size, width] of [
    ['', 1_400],
    ['/960', 960],
    ['/320', 320],
  ] as const) {
    expect(await sharp(await served(size)).metadata()).toMatchObject({ width, pages: 2 })
  }
})

it('an APNG moves in every size: it is shown itself, since its smaller forms would stand still', async () => {
  const image = (background: string) =>
    sharp({ create: { width: 1_400, height: 90, channels: 3, background } })
      .png()
      .toBuffer()
  const apng = apngOf(await image('#4a7'), await image('#b24'))
  const { attachment, served } = await sent(apng)
  expect(attachment).toMatchObject({ type: 'image/png', width: 1_400, height: 90 })
  expect(attachment?.preview).toMatch(/^data:image/)
  for (const size of ['', '/960', '/320']) expect((await served(size)).equals(apng)).toBe(true)
})

it('a WebP does not say where it was taken, and what may is told to its owner', async () => {
  const exif = { IFD0: { Model: 'Pocket Phone 7' }, IFD3: { GPSLatitude: '52/1 31/1 12/1', GPSLatitudeRef: 'N' } }
  const webp = await picture(400, 200).withExif(exif).webp().toBuffer()
  expect(webp.includes('Pocket Phone')).toBe(true)
  const { told, served } = await sent(webp)
  expect(told.keepsMetadata).toBe(false)
  expect((await sharp(await served()).metadata()).exif).toBeUndefined()
  expect((await sent(await picture(40, 20).withExif(exif).tiff().toBuffer())).told).toMatchObject({
    state: 'ready',
    keepsMetadata: true,
  })
})
