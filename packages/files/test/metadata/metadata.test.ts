import fc from 'fast-check'
import sharp, { type Sharp } from 'sharp'
import { afterAll, describe, expect, it } from 'vitest'
import { removeMetadata } from '../../src/metadata/remove-metadata.ts'
import { inspecting } from '../inspecting.ts'
import { box, int, movie, secrets } from './movie.ts'

const { files, inspect } = inspecting()
afterAll(() => files.close())
const place = { GPSLatitude: '52/1 31/1 12/1', GPSLatitudeRef: 'N', GPSLongitude: '13/1 24/1 18/1' }
const telling = (picture: Sharp) =>
  picture
    .withExif({ IFD0: { Model: 'Pocket Phone 7', Copyright: 'Ann Author' }, IFD3: place })
    .withXmp(
      `<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description>52.52,13.40</rdf:Description></rdf:RDF></x:xmpmeta>`,
    )
const picture = (width = 90, height = 60) =>
  sharp({ create: { width, height, channels: 3, background: '#4a7' } }).composite([
    { input: { create: { width: Math.ceil(width / 3), height, channels: 3, background: '#b24' } }, gravity: 'west' },
  ])
const pixels = (bytes: Buffer) => sharp(bytes, { animated: true }).autoOrient().raw().toBuffer()
const tells = (bytes: Buffer) => secrets.filter((secret) => bytes.includes(secret))

const formats = ['jpeg', 'png', 'webp', 'avif'] as const
const written = (format: (typeof formats)[number], of = picture()) =>
  telling(of).toFormat(format, { effort: 1 }).toBuffer()

describe('what a camera wrote about a picture', () => {
  it.each(formats)('is taken out of %s, and the picture is what it was', async (format) => {
    const original = await written(format)
    expect(tells(original)).toContain('Ann Author')
    const { bytes, keepsMetadata, type, width } = await inspect(original)
    expect([type, width, keepsMetadata]).toEqual([`image/${format}`, 90, false])
    expect(tells(bytes)).toEqual([])
    const { exif, xmp } = await sharp(bytes).metadata()
    expect(exif?.includes(Buffer.from([0x88, 0x25])) ?? false).toBe(false)
    expect(xmp?.toString().trim() ?? '').not.toContain('Description')
    expect((await pixels(bytes)).equals(await pixels(original))).toBe(true)
    expect((await inspect(bytes)).bytes.equals(bytes)).toBe(true)
  })

  it.each(['jpeg', 'png', 'webp'] as const)('is not how it is turned: %s', async (format) => {
    const original = await picture()
      .withMetadata({ orientation: 6 })
      .withExif({ IFD0: { Model: 'Pocket Phone 7', Orientation: '6' } })
      .toFormat(format)
      .toBuffer()
    const turned = (await sharp(original).metadata()).autoOrient
    const { bytes, width, height } = await inspect(original)
    expect(tells(bytes)).toEqual([])
    expect({ width, height }).toEqual(turned)
    expect((await sharp(bytes).metadata()).autoOrient).toEqual(turned)
    expect((await pixels(bytes)).equals(await pixels(original))).toBe(true)
  })

  it('is taken out of HEIC, which sharp cannot read, and which is a file', async () => {
    const heic = await written('avif')
    heic.write('heic', 8, 'latin1')
    const inspected = await inspect(heic)
    expect(inspected).toMatchObject({ type: 'image/heic', keepsMetadata: false, width: null, forms: [] })
    expect(tells(inspected.bytes)).toEqual([])
    expect(inspected.bytes.length).toBe(heic.length)
  })

  it('is taken out of a GIF, and the animation stays', async () => {
    const moving = await sharp([await picture().png().toBuffer(), await picture().negate().png().toBuffer()], {
      join: { animated: true },
    })
      .gif({ loop: 3, delay: [70, 90] })
      .toBuffer()
    const comment = Buffer.concat([Buffer.from([0x21, 0xfe, 10]), Buffer.from('Ann Author'), Buffer.from([0])])
    // Behind the header and its table of colours.
    const at = 13 + 3 * 2 ** (((moving[10] ?? 0) & 7) + 1) * ((moving[10] ?? 0) >> 7)
    const original = Buffer.concat([moving.subarray(0, at), comment, moving.subarray(at), Buffer.from('Ann Author')])
    const { bytes, keepsMetadata } = await inspect(original)
    expect([tells(bytes), keepsMetadata]).toEqual([[], false])
    expect(await sharp(bytes, { animated: true }).metadata()).toMatchObject({ pages: 2, loop: 3, delay: [70, 90] })
    expect((await inspect(moving)).bytes.equals(moving)).toBe(true)
  })

  it('is taken out of a picture that ends too early and is a plain file', async () => {
    const jpeg = await written('jpeg', picture(900, 600))
    const { bytes, keepsMetadata, type } = await inspect(jpeg.subarray(0, jpeg.length - 200))
    expect([type, keepsMetadata, tells(bytes)]).toEqual(['application/octet-stream', false, []])
  })

  it('may stay in what we cannot clean, and then this is said', async () => {
    const tiff = await telling(picture()).tiff().toBuffer()
    expect(await inspect(tiff)).toMatchObject({ type: 'image/tiff', keepsMetadata: true })
    const cut = (await written('jpeg')).subarray(0, 300)
    expect(await inspect(cut)).toMatchObject({ keepsMetadata: true })
    expect(await inspect(Buffer.from('words'))).toMatchObject({ keepsMetadata: false })
  })
})

describe('what a camera wrote about a film', () => {
  const tracks = [
    { handler: 'vide', samples: ['first image', 'second image', 'third'] },
    { handler: 'soun', samples: ['tone'] },
    { handler: 'meta', samples: ['52.52,13.40', '+52.5200+013.4050', '52.52,13.40'] },
  ]
  it.each([
    ['isom', 'video/mp4', false],
    ['isom', 'video/mp4', true],
    ['qt  ', 'video/quicktime', false],
    ['3gp4', 'video/3gpp', true],
  ])('is taken out of %s (%s), and images and sound are what they were', async (brand, type, long) => {
    const { bytes: original } = movie(tracks, { brand, long })
    const inspected = await inspect(original)
    expect(inspected).toMatchObject({ type, keepsMetadata: false })
    expect(tells(inspected.bytes)).toEqual([])
    // Every place that the file names is still right.
    expect(inspected.bytes.length).toBe(original.length)
    const samples = 'first imagesecond imagethirdtone'
    expect(inspected.bytes.indexOf(samples)).toBe(original.indexOf(samples))
    expect(inspected.bytes.includes(int(3_800_000_000))).toBe(false)
  })

  it('may stay in subtitles, which are kept, and then this is said', () => {
    const { bytes } = movie([...tracks, { handler: 'sbtl', samples: ['a word'] }])
    const cleaned = removeMetadata(bytes, 'video/mp4')
    expect([cleaned.isClean, cleaned.bytes.includes('a word'), tells(cleaned.bytes)]).toEqual([false, true, []])
  })

  it('may stay in a film that does not keep to its format', () => {
    const { bytes } = movie(tracks)
    expect(removeMetadata(bytes.subarray(0, bytes.length - 5), 'video/mp4')).toMatchObject({ isClean: false })
    expect(removeMetadata(Buffer.concat([bytes, box('mdat').subarray(0, 6)]), 'video/mp4').isClean).toBe(false)
  })
})

describe('whatever a file contains', () => {
  const types = ['image/jpeg', 'image/png', 'image/webp', 'image/gif', 'image/avif', 'video/mp4']

  it('cleaning ends, throws nothing, and does the same no second time', async () => {
    const originals = [
      ...(await Promise.all(formats.map((format) => written(format)))),
      await picture().gif().toBuffer(),
      movie([{ handler: 'meta', samples: ['one', 'two'] }]).bytes,
    ]
    const file = fc.tuple(
      fc.constantFrom(...originals),
      fc.array(fc.tuple(fc.nat({ max: 1_200 }), fc.nat({ max: 255 })), { maxLength: 6 }),
      fc.option(fc.nat({ max: 1_500 }), { nil: undefined }),
    )
    fc.assert(
      fc.property(file, fc.constantFrom(...types), ([original, changes, length], type) => {
        const bytes = Buffer.from(original.subarray(0, length))
        for (const [at, value] of changes) if (at < bytes.length) bytes[at] = value
        const before = Buffer.from(bytes)
        const once = removeMetadata(bytes, type)
        expect(bytes.equals(before)).toBe(true)
        expect(once.bytes.length).toBeLessThanOrEqual(bytes.length)
        if (!once.isClean) return
        expect(removeMetadata(once.bytes, type).bytes.equals(once.bytes)).toBe(true)
      }),
      { numRuns: 3_000 },
    )
  })

  it('no word that was written about a picture is left in it', async () => {
    const word = fc.stringMatching(/^[A-Za-z0-9]{12,40}$/)
    await fc.assert(
      fc.asyncProperty(
        word,
        fc.constantFrom(...formats),
        fc.integer({ min: 1, max: 80 }),
        async (secret, format, side) => {
          const original = await picture(side, 20)
            .withExif({ IFD0: { Artist: secret, Model: secret }, IFD3: place })
            .toFormat(format, { effort: 1 })
            .toBuffer()
          expect(original.includes(secret)).toBe(true)
          const { bytes } = await inspect(original)
          expect(bytes.includes(secret)).toBe(false)
          expect((await pixels(bytes)).equals(await pixels(original))).toBe(true)
        },
      ),
      { numRuns: 40 },
    )
  })
})
