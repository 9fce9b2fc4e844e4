import type { Person } from '@chime/testing/node'
import { groupOf } from '@chime/testing/one-node'
import { pngThatClaims } from '@chime/testing/pictures'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type FilesNode, get, nodeWithFiles, picture, sendFiles, upload, uploadAndSend } from './fixture.ts'

let node: FilesNode
let ann: Person
let channelId: string
beforeAll(async () => {
  node = await nodeWithFiles()
  ann = await node.person('ann')
  channelId = await groupOf(ann)
})
afterAll(() => node.stop())

const sent = (bytes: string | Uint8Array, name?: string) => uploadAndSend(node.url, ann, { channelId, bytes, name })

describe('what is served', () => {
  const serve = async (bytes: string | Uint8Array, name: string, headers: Record<string, string> = {}) =>
    get(node.url, `/files/${(await sent(bytes, name)).id}`, ann.token, headers)

  it.each([
    ['<script>alert(1)</script>', 'page.html'],
    ['<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>', 'drawing.svg'],
    ['<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"/>', 'drawing.svg'],
    ['GIF89a/*<script>alert(1)</script>*/', 'both.gif'],
    ['<script>alert(1)</script>', 'picture.png'],
    ['<script>alert(1)</script>', 'picture.html.png'],
    ['%PDF-1.7', 'paper.pdf'],
    ['alert(1)', 'script.js'],
  ])('%j, called %s, is saved and not shown, and runs nothing', async (text, name) => {
    const { headers } = await serve(text, name)
    expect(headers.get('content-disposition')).toMatch(/^attachment;/)
    expect(headers.get('content-type')).not.toMatch(/html|svg|javascript|image/)
    expect(headers.get('x-content-type-options')).toBe('nosniff')
    expect(headers.get('content-security-policy')).toBe("default-src 'none'; sandbox")
  })

  it('a picture is shown, whatever it is called', async () => {
    const { headers } = await serve(await picture(10, 10).png().toBuffer(), 'page.html')
    expect(headers.get('content-type')).toBe('image/png')
    expect(headers.get('content-disposition')).toMatch(/^inline;/)
    expect(headers.get('content-security-policy')).toBe("default-src 'none'; sandbox")
    expect(headers.get('cache-control')).toBe('private, max-age=31536000, immutable')
    expect(headers.get('vary')).toContain('Cookie')
  })

  it('names are cleaned when they come, and survive the header when they go', async () => {
    const names: [string, string][] = [
      ['../../etc/passwd', 'attachment; filename=passwd'],
      ['Übersicht "neu".txt', `filename*=UTF-8''%C3%9Cbersicht%20%22neu%22.txt`],
      ['harmless\u202egpj.exe', 'filename=harmlessgpj.exe'],
      ['two\r\nSet-Cookie: x=y', 'filename="twoSet-Cookie: x=y"'],
      ['nul\0', 'filename=nul'],
      ['', 'filename=file'],
    ]
    for (const [name, header] of names) {
      expect((await serve('words', name)).headers.get('content-disposition'), name).toContain(header)
    }
  })

  it('is sent as a plain file when it would unpack to gigabytes', async () => {
    const { id } = await upload(node.url, ann, pngThatClaims(50_000, 50_000), { channelId })
    const { state, attachment } = await ann.trpc.attachments.get.query({ id })
    expect([state, attachment]).toEqual([
      'ready',
      expect.objectContaining({ type: 'image/png', width: null, preview: null }),
    ])
    await sendFiles(ann, channelId, id)
    expect((await get(node.url, `/files/${id}`, ann.token)).status).toBe(200)
  })

  it('comes in the part that was asked for, and not again to who has it', async () => {
    const { id } = await sent('0123456789')
    const ask = (headers: Record<string, string>) => get(node.url, `/files/${id}`, ann.token, headers)
    const whole = await ask({})
    const tag = whole.headers.get('etag') ?? ''
    expect([whole.headers.get('accept-ranges'), whole.headers.get('content-length')]).toEqual(['bytes', '10'])
    const parts = [
      ['bytes=2-4', '234', 'bytes 2-4/10'],
      ['bytes=7-', '789', 'bytes 7-9/10'],
      ['bytes=-2', '89', 'bytes 8-9/10'],
      ['bytes=5-100', '56789', 'bytes 5-9/10'],
    ] as const
    for (const [range, text, said] of parts) {
      const part = await ask({ range })
      expect([part.status, await part.text(), part.headers.get('content-range')]).toEqual([206, text, said])
    }
    const beyond = await ask({ range: 'bytes=10-' })
    expect([beyond.status, beyond.headers.get('content-range')]).toEqual([416, 'bytes */10'])
    expect((await ask({ range: 'bytes=0-1,5-6' })).status).toBe(200)
    expect((await ask({ range: 'bytes=2-4', 'if-range': tag })).status).toBe(206)
    expect((await ask({ range: 'bytes=2-4', 'if-range': '"other"' })).status).toBe(200)
    expect((await ask({ 'if-none-match': `"other", W/${tag}` })).status).toBe(304)
    const head = await fetch(`${node.url}/files/${id}`, {
      method: 'HEAD',
      headers: { authorization: `Bearer ${ann.token}` },
    })
    expect([head.status, head.headers.get('content-length'), await head.text()]).toEqual([200, '10', ''])
  })

  it('in a smaller form is the smallest that is as wide as asked, else the whole', async () => {
    const { id } = await sent(await picture(1_200, 600).jpeg().toBuffer())
    const type = async (path: string) => (await get(node.url, `/files/${id}${path}`, ann.token)).headers
    const lengths = []
    for (const path of ['/100', '/320', '/321', '?width=960', '/961', ''])
      lengths.push((await type(path)).get('content-length'))
    expect(lengths[0]).toBe(lengths[1])
    expect(lengths[2]).toBe(lengths[3])
    expect(lengths[4]).toBe(lengths[5])
    expect(new Set(lengths).size).toBe(3)
    expect((await type('/320')).get('content-type')).toBe('image/webp')
    expect((await type('/961')).get('content-type')).toBe('image/jpeg')
  })
})
