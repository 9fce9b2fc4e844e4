import { limits } from '@chime/protocol'
import sharp from 'sharp'
import { beforeAll, describe, expect, it } from 'vitest'
import { createFiles, type Files } from './files.ts'
import { createDiskStore } from './store-disk.ts'
import { pngThatClaims } from './testing-pictures.ts'

let files: Files
beforeAll(() => {
  files = createFiles(createDiskStore({ folder: 'unused' }))
})

/** Bands of colour: quick to write in every format, and not all the same. */
const colours = (width: number, height: number) =>
  sharp({ create: { width, height, channels: 3, background: '#4a7' } }).composite([
    { input: { create: { width: Math.ceil(width / 3), height, channels: 3, background: '#b24' } }, gravity: 'west' },
  ])
const look = (bytes: Buffer | string) => files.look(Buffer.from(bytes))

describe('a file is what is in it', () => {
  it.each([
    ['plain words', 'text/plain'],
    ['Grüße, 你好, 👋\r\n\tindented', 'text/plain'],
    ['BM looks like the beginning of a picture', 'text/plain'],
    ['<html><script>alert(1)</script></html>', 'text/plain'],
    ['<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>', 'text/plain'],
    ['%PDF-1.7\n', 'application/pdf'],
    ['\u0000\u0001\u0002 nothing known', 'application/octet-stream'],
    ['GIF89a but nothing follows\u0000', 'application/octet-stream'],
    ['\u00ff', 'text/plain'],
  ])('%j is %s', async (text, type) => {
    expect((await look(text)).type).toBe(type)
  })

  it('XML is no picture, also when it draws one', async () => {
    const { type, forms, preview } = await look('<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"/>')
    expect(type).toMatch(/^(application\/xml|text\/plain|image\/svg\+xml)$/)
    expect([forms, preview]).toEqual([[], null])
  })

  it('bytes that are no UTF-8 are no text', async () => {
    expect((await look(Buffer.from([0x41, 0xff, 0xfe, 0x42, 0xc3, 0x28]))).type).toBe('application/octet-stream')
  })
})

describe('pictures', () => {
  it.each(['jpeg', 'png', 'webp', 'gif', 'avif'] as const)(
    'of %s get dimensions, a preview and smaller forms',
    async (format) => {
      const { type, width, height, preview, forms, bytes } = await look(
        await colours(1_000, 500).toFormat(format, { effort: 1 }).toBuffer(),
      )
      expect([type, width, height]).toEqual([`image/${format}`, 1_000, 500])
      expect(preview).toMatch(/^data:image\/webp;base64,/)
      expect(preview?.length).toBeLessThanOrEqual(500)
      expect(forms.map((form) => [form.width, form.height])).toEqual([
        [320, 160],
        [960, 480],
      ])
      for (const form of forms) expect((await sharp(form.bytes).metadata()).format).toBe('webp')
      expect((await sharp(bytes).metadata()).format).toBe(format === 'avif' ? 'heif' : format)
    },
  )

  it('that are small are their own small form', async () => {
    expect((await look(await colours(300, 200).png().toBuffer())).forms).toEqual([])
  })

  it('of a phone held upright are measured upright, and do not tell where they were taken', async () => {
    const exif = { IFD0: { Copyright: 'A Name' }, IFD3: { GPSLatitude: '52/1 31/1 12/1', GPSLatitudeRef: 'N' } }
    const taken = await colours(400, 300).withExif(exif).withMetadata({ orientation: 6 }).jpeg().toBuffer()
    const original = Buffer.concat([taken, Buffer.from('a film behind the picture')])
    expect(original.includes('A Name')).toBe(true)
    const { width, height, bytes, forms } = await look(original)
    expect([width, height]).toEqual([300, 400])
    expect(bytes.includes('A Name')).toBe(false)
    expect(bytes.includes('film')).toBe(false)
    const kept = await sharp(bytes).metadata()
    expect(kept.orientation).toBe(6)
    expect(kept.autoOrient).toEqual({ width: 300, height: 400 })
    expect(kept.exif?.length).toBeLessThan(40)
    const pixels = (of: Buffer) => sharp(of).autoOrient().raw().toBuffer()
    expect((await pixels(bytes)).equals(await pixels(taken))).toBe(true)
    expect((await sharp(forms[0]?.bytes ?? bytes).metadata()).exif?.length ?? 0).toBeLessThan(40)
    expect((await look(bytes)).bytes.equals(bytes)).toBe(true)
  })

  it('that unpack to gigabytes are refused before they are decoded', async () => {
    const bomb = pngThatClaims(50_000, 50_000)
    expect(bomb.length).toBeLessThan(100_000)
    await expect(look(bomb)).rejects.toMatchObject({ name: 'Refused', message: /million pixels/ })
    await expect(files.square(bomb, 256)).rejects.toMatchObject({ name: 'Refused' })
    await expect(files.emoji(bomb, 128)).rejects.toMatchObject({ name: 'Refused' })
    expect(50_000 ** 2).toBeGreaterThan(limits.imagePixelsMax)
  })

  it('that are broken are plain files', async () => {
    const png = await colours(500, 500).png().toBuffer()
    const scrambled = Buffer.from(png)
    scrambled.fill(0x55, 60)
    for (const broken of [png.subarray(0, 60), scrambled]) {
      expect(await look(broken)).toMatchObject({
        type: 'application/octet-stream',
        width: null,
        preview: null,
        forms: [],
      })
    }
    await expect(files.square(scrambled, 256)).rejects.toMatchObject({ name: 'Refused' })
  })

  it('of people become squares', async () => {
    const square = await files.square(await colours(600, 300).jpeg().toBuffer(), 256)
    expect(await sharp(square.bytes).metadata()).toMatchObject({ format: 'webp', width: 256, height: 256 })
  })

  it('of emoji keep their shape, and move if they moved', async () => {
    const frames = [colours(60, 30), colours(60, 30).negate()].map((frame) => frame.png().toBuffer())
    const moving = await sharp(await Promise.all(frames), { join: { animated: true } })
      .gif()
      .toBuffer()
    const emoji = await files.emoji(moving, 128)
    expect([emoji.width, emoji.height]).toEqual([128, 128])
    expect(await sharp(emoji.bytes, { animated: true }).metadata()).toMatchObject({
      format: 'webp',
      pages: 2,
      width: 128,
    })
  })
})
