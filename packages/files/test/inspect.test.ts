import { crc32 } from 'node:zlib'
import { limits } from '@chime/protocol'
import { pngThatClaims } from '@chime/testing/pictures'
import sharp from 'sharp'
import { afterAll, describe, expect, it } from 'vitest'
import { inspecting } from './inspecting.ts'

const { files, inspect, square, emoji } = inspecting()
afterAll(() => files.close())

/** A picture of colour bands. It is quickly written in every format, and does not have one colour only. */
const colours = (width: number, height: number) =>
  sharp({ create: { width, height, channels: 3, background: '#4a7' } }).composite([
    { input: { create: { width: Math.ceil(width / 3), height, channels: 3, background: '#b24' } }, gravity: 'west' },
  ])

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
    expect((await inspect(text)).type).toBe(type)
  })

  it('XML is no picture, also when it draws one', async () => {
    const { type, forms, preview } = await inspect('<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"/>')
    expect(type).toMatch(/^(application\/xml|text\/plain|image\/svg\+xml)$/)
    expect([forms, preview]).toEqual([[], null])
  })

  it('bytes that are no UTF-8 are no text', async () => {
    expect((await inspect(Buffer.from([0x41, 0xff, 0xfe, 0x42, 0xc3, 0x28]))).type).toBe('application/octet-stream')
  })
})

describe('pictures', () => {
  it.each(['jpeg', 'png', 'webp', 'gif', 'avif'] as const)(
    'of %s get dimensions, a preview and smaller forms',
    async (format) => {
      const { type, width, height, preview, forms, bytes } = await inspect(
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
    expect((await inspect(await colours(300, 200).png().toBuffer())).forms).toEqual([])
  })

  it('of a phone held upright are measured upright, and do not tell where they were taken', async () => {
    const exif = { IFD0: { Copyright: 'A Name' }, IFD3: { GPSLatitude: '52/1 31/1 12/1', GPSLatitudeRef: 'N' } }
    const taken = await colours(400, 300).withExif(exif).withMetadata({ orientation: 6 }).jpeg().toBuffer()
    const original = Buffer.concat([taken, Buffer.from('a film behind the picture')])
    expect(original.includes('A Name')).toBe(true)
    const { width, height, bytes, forms } = await inspect(original)
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
    expect((await inspect(bytes)).bytes.equals(bytes)).toBe(true)
  })

  it('that unpack to gigabytes are files without a preview, and are not decoded', async () => {
    const bomb = pngThatClaims(50_000, 50_000)
    expect(bomb.length).toBeLessThan(100_000)
    const { withoutPreview } = files.stats()
    expect(await inspect(bomb)).toMatchObject({
      type: 'image/png',
      width: null,
      height: null,
      preview: null,
      forms: [],
    })
    expect(files.stats().withoutPreview).toBe(withoutPreview + 1)
    await expect(square(bomb, 256)).rejects.toMatchObject({ name: 'UnreadableImage', message: /million pixels/ })
    await expect(emoji(bomb, 128)).rejects.toMatchObject({ name: 'UnreadableImage' })
    expect(50_000 ** 2).toBeGreaterThan(limits.imagePixelsMax)
  })

  it('of a hundred million pixels are files if they must be decoded as a whole', async () => {
    // A progressive JPEG that claims this size, in the segment that says how it is encoded.
    const jpeg = await colours(200, 100).jpeg({ progressive: true }).toBuffer()
    const frame = jpeg.indexOf(Buffer.from([0xff, 0xc2]))
    jpeg.writeUInt16BE(9_000, frame + 5)
    jpeg.writeUInt16BE(12_000, frame + 7)
    expect(await inspect(jpeg)).toMatchObject({ type: 'image/jpeg', width: null, preview: null, forms: [] })
  })

  describe('that move', () => {
    const moving = async (width: number, format: 'gif' | 'webp', pages = 2) => {
      const plain = { width, height: width / 2, channels: 3 } as const
      const frame = (r: number) =>
        sharp({ create: { ...plain, background: { r, g: 90, b: 60 } } })
          .png()
          .toBuffer()
      const frames = await Promise.all(Array.from({ length: pages }, (_, i) => frame(i * 10)))
      return sharp(frames, { join: { animated: true } })
        .toFormat(format, { effort: 1 })
        .toBuffer()
    }
    const noisy = async (width: number) => {
      const noise = { type: 'gaussian', mean: 120, sigma: 40 } as const
      const frame = () =>
        sharp({ create: { width, height: 60, channels: 3, background: '#888', noise } })
          .png()
          .toBuffer()
      return sharp([await frame(), await frame()], { join: { animated: true } })
        .gif({ effort: 1 })
        .toBuffer()
    }

    it('move in every size', async () => {
      const { forms, width, height, type } = await inspect(await noisy(1_400))
      expect([type, width, height]).toEqual(['image/gif', 1_400, 60])
      expect(forms.map((form) => form.width)).toEqual([320, 960])
      for (const form of forms) {
        expect(await sharp(form.bytes, { animated: true }).metadata()).toMatchObject({ pages: 2, width: form.width })
        expect(form.height).toBeLessThan(60)
      }
    })

    it.each(['gif', 'webp'] as const)('are shown themselves where a smaller %s would be larger', async (format) => {
      const bytes = await moving(1_400, format)
      const { forms, width, preview } = await inspect(bytes)
      expect(width).toBe(1_400)
      expect(preview).toMatch(/^data:image/)
      for (const form of forms) {
        expect(form.bytes.length).toBeLessThan(bytes.length)
        expect((await sharp(form.bytes).metadata()).pages).toBe(2)
      }
    })

    it('are shown themselves if all their images are too many pixels', async () => {
      const { forms, width } = await inspect(await moving(2_000, 'webp', 21))
      expect([forms, width]).toEqual([[], 2_000])
    })

    it('are shown themselves as APNG, under the type of PNG', async () => {
      const png = await colours(1_000, 500).png().toBuffer()
      // An animation of one image: `acTL` says so, behind the signature and IHDR.
      const control = Buffer.from('000000086163544c0000000100000000b92d0a3f', 'hex')
      control.writeUInt32BE(crc32(control.subarray(4, 16)), 16)
      const apng = Buffer.concat([png.subarray(0, 33), control, png.subarray(33)])
      const { type, width, forms, bytes } = await inspect(apng)
      expect([type, width, forms]).toEqual(['image/png', 1_000, []])
      expect(bytes.includes('acTL')).toBe(true)
      const asEmoji = await emoji(apng, 128)
      expect([asEmoji.type, asEmoji.bytes.equals(apng)]).toEqual(['image/png', true])
    })
  })

  it('of people become squares', async () => {
    const avatar = await square(await colours(600, 300).jpeg().toBuffer(), 256)
    expect(await sharp(avatar.bytes).metadata()).toMatchObject({ format: 'webp', width: 256, height: 256 })
  })

  it('of emoji keep their shape, and move if they moved', async () => {
    const frames = [colours(60, 30), colours(60, 30).negate()].map((frame) => frame.png().toBuffer())
    const moving = await sharp(await Promise.all(frames), { join: { animated: true } })
      .gif()
      .toBuffer()
    const asEmoji = await emoji(moving, 128)
    expect([asEmoji.width, asEmoji.height]).toEqual([128, 128])
    expect(await sharp(asEmoji.bytes, { animated: true }).metadata()).toMatchObject({
      format: 'webp',
      pages: 2,
      width: 128,
    })
  })
})
