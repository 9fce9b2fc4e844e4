import { once } from 'node:events'
import { get as httpGet } from 'node:http'
import { pngThatClaims } from '@chime/files/testing'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Person } from './testing.ts'
import { type FilesNode, get, nodeWithFiles, picture, sendFiles, upload } from './testing-files.ts'
import { groupOf } from './testing-one-node.ts'
import { asCookie, call } from './testing-raw.ts'

const page = 'https://app.example'
let node: FilesNode
let ann: Person
let ben: Person
let stranger: Person
beforeAll(async () => {
  node = await nodeWithFiles({ ALLOWED_ORIGINS: page })
  ;[ann, ben, stranger] = [await node.person('ann'), await node.person('ben'), await node.person('eve')]
})
afterAll(() => node.stop())

const status = async (id: string, person?: Person) => (await get(node.url, `/files/${id}`, person?.token)).status
/** Uploads this and sends it. */
async function sent(channelId: string, bytes: string | Uint8Array = 'secret words', name = 'a file') {
  const { id } = await upload(node.url, ann, Buffer.from(bytes), { channelId, name })
  const { number } = await sendFiles(ann, channelId, id)
  return { id, number }
}

describe('a file may be had', () => {
  it('by who uploaded it alone, until it is sent', async () => {
    const channelId = await groupOf(ann, ben)
    const { id } = await upload(node.url, ann, Buffer.from('words'), { channelId })
    expect([await status(id, ann), await status(id, ben), await status(id, stranger), await status(id)]).toEqual([
      200, 404, 404, 401,
    ])
  })

  it('in a group by its members, and no longer by who left or was removed', async () => {
    const channelId = await groupOf(ann, ben)
    const { id } = await sent(channelId)
    expect([await status(id, ben), await status(id, stranger), await status(id)]).toEqual([200, 404, 401])
    await ann.trpc.members.remove.mutate({ channelId, userId: ben.user.id })
    expect(await status(id, ben)).toBe(404)
    await ann.trpc.channels.leave.mutate({ channelId })
    expect(await status(id, ann)).toBe(404)
  })

  it('in a public channel by everybody here, also by who only looks on', async () => {
    const { id: channelId } = await ann.trpc.channels.create.mutate({ kind: 'public', name: `open ${Math.random()}` })
    const { id } = await sent(channelId)
    expect([await status(id, ben), await status(id, stranger), await status(id)]).toEqual([200, 200, 401])
  })

  it('in a thread by who may read what it is below', async () => {
    const channelId = await groupOf(ann, ben)
    const { number } = await sent(channelId)
    const thread = await ann.trpc.channels.openThread.mutate({ channelId, number })
    const { id } = await sent(thread.id)
    expect([await status(id, ben), await status(id, stranger)]).toEqual([200, 404])
    await ann.trpc.members.remove.mutate({ channelId, userId: ben.user.id })
    expect(await status(id, ben)).toBe(404)
  })

  it('by nobody once its message is deleted, and its bytes are erased', async () => {
    const channelId = await groupOf(ann, ben)
    const { id, number } = await sent(channelId, await picture(400, 400).png().toBuffer())
    expect(await status(id, ben)).toBe(200)
    const tombstone = await ann.trpc.messages.delete.mutate({ channelId, number })
    expect(tombstone.attachments).toEqual([])
    expect([await status(id, ben), await status(id, ann)]).toEqual([404, 404])
    expect((await get(node.url, `/files/${id}/320`, ann.token)).status).toBe(404)
    expect(await node.sql('select from attachments where id = $1', id)).toEqual([])
    expect(await node.sql('select from file_erasures')).toEqual([])
  })

  it('by readers of the copy when a message was forwarded, and the original deleted', async () => {
    const [here, there] = [await groupOf(ann, ben), await groupOf(ann, stranger)]
    const { id, number } = await sent(here)
    const clientId = crypto.randomUUID()
    const copy = await ann.trpc.messages.forward.mutate({ channelId: here, number, toChannelId: there, clientId })
    const copied = copy.attachments[0]?.id ?? ''
    expect(copied).not.toBe(id)
    await ann.trpc.messages.delete.mutate({ channelId: here, number })
    expect([await status(id, ben), await status(copied, ben), await status(copied, stranger)]).toEqual([404, 404, 200])
    await ann.trpc.messages.delete.mutate({ channelId: there, number: copy.number })
    expect(await status(copied, stranger)).toBe(404)
    expect(await node.sql('select from file_erasures')).toEqual([])
  })

  it('by nobody at an address that is none, and the answer is the same as for what is for others', async () => {
    const channelId = await groupOf(ann)
    const { id } = await sent(channelId)
    const [theirs, none] = [
      await get(node.url, `/files/${id}`, ben.token),
      await get(node.url, `/files/${crypto.randomUUID()}`, ben.token),
    ]
    expect([theirs.status, await theirs.text()]).toEqual([none.status, await none.text()])
    for (const path of [
      '',
      'x',
      `${id}/x`,
      `${id}/320/1`,
      `..%2f${id}`,
      '%2e%2e/secret',
      `${id}%00`,
      'uploads/x',
      `${id}/original`,
    ]) {
      expect((await get(node.url, `/files/${path}`, ann.token)).status, path).toBe(404)
    }
    expect(
      (await fetch(`${node.url}/files/${id}`, { method: 'POST', headers: { authorization: `Bearer ${ann.token}` } }))
        .status,
    ).toBe(405)
  })
})

describe('who asks is told', () => {
  let id: string
  let cookie: string
  beforeAll(async () => {
    id = (await sent(await groupOf(ann))).id
    const input = { identifier: ann.user.username, password: ann.password }
    cookie = asCookie((await call(node.url, 'auth.login', { input })).cookies[0])
  })
  const ask = (headers: Record<string, string>, query = '') => get(node.url, `/files/${id}${query}`, undefined, headers)
  /** `fetch` writes some headers itself. */
  const askAsBrowser = async (headers: Record<string, string>) => {
    const [answer] = await once(httpGet(`${node.url}/files/${id}`, { headers }), 'response')
    answer.resume()
    return answer.statusCode
  }

  it('by the cookie, of our own pages and of who follows a link, but not of other sites', async () => {
    const visit = { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'document' }
    expect((await ask({ cookie })).status).toBe(200)
    expect((await ask({ cookie, 'sec-fetch-site': 'same-origin' })).status).toBe(200)
    expect(await askAsBrowser({ cookie, ...visit })).toBe(200)
    expect(await askAsBrowser({ cookie, ...visit, 'sec-fetch-dest': 'iframe' })).toBe(403)
    expect(await askAsBrowser({ cookie, ...visit, 'sec-fetch-mode': 'no-cors', 'sec-fetch-dest': 'image' })).toBe(403)
    expect((await ask({ cookie, origin: 'https://evil.example' })).status).toBe(403)
    expect((await ask({ cookie, origin: 'null' })).status).toBe(403)
    expect((await ask({ cookie, origin: page })).status).toBe(401)
  })

  it('by a token, never by an address', async () => {
    expect((await ask({ authorization: `Bearer ${ann.token}` })).status).toBe(200)
    for (const query of [`?token=${ann.token}`, `?access_token=${ann.token}`])
      expect((await ask({}, query)).status).toBe(401)
  })

  it('and pages of ALLOWED_ORIGINS may bring one, for uploads too', async () => {
    const answer = await ask({ authorization: `Bearer ${ann.token}`, origin: page })
    expect(answer.status).toBe(200)
    expect(answer.headers.get('access-control-allow-origin')).toBe(page)
    expect(answer.headers.get('cross-origin-resource-policy')).toBe('cross-origin')
    expect((await ask({ cookie })).headers.get('cross-origin-resource-policy')).toBe('same-origin')
    const preflight = await fetch(`${node.url}/files/uploads/${id}`, {
      method: 'OPTIONS',
      headers: { origin: page, 'access-control-request-method': 'PATCH' },
    })
    expect(preflight.status).toBe(204)
    expect(preflight.headers.get('access-control-allow-headers')).toContain('Upload-Offset')
    const head = await fetch(`${node.url}/files/uploads/${id}`, {
      method: 'HEAD',
      headers: { origin: page, authorization: `Bearer ${ann.token}`, 'tus-resumable': '1.0.0' },
    })
    expect([head.status, head.headers.get('access-control-allow-origin')]).toEqual([200, page])
    expect(head.headers.get('access-control-expose-headers')).toContain('Upload-Offset')
    const foreign = await fetch(`${node.url}/files/${id}`, {
      method: 'OPTIONS',
      headers: { origin: 'https://evil.example' },
    })
    expect(foreign.status).toBe(403)
  })
})

describe('what is served', () => {
  let channelId: string
  beforeAll(async () => {
    channelId = await groupOf(ann)
  })
  const serve = async (bytes: string | Uint8Array, name: string, headers: Record<string, string> = {}) =>
    get(node.url, `/files/${(await sent(channelId, bytes, name)).id}`, ann.token, headers)

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
    ]
    for (const [name, header] of names) {
      expect((await serve('words', name)).headers.get('content-disposition'), name).toContain(header)
    }
    for (const name of ['two\r\nSet-Cookie: x=y', 'nul\0', '']) {
      const made = ann.trpc.attachments.create.mutate({ channelId, name, size: 1 })
      await expect(made, name).rejects.toMatchObject({ data: { reason: 'INVALID_INPUT', field: 'name' } })
    }
  })

  it('is refused, with why, when it would unpack to gigabytes', async () => {
    const { id } = await upload(node.url, ann, pngThatClaims(50_000, 50_000), { channelId })
    const { state, attachment, reason } = await ann.trpc.attachments.get.query({ id })
    expect([state, attachment]).toEqual(['refused', null])
    expect(reason).toContain('million pixels')
    expect(await status(id, ann)).toBe(404)
    await expect(sendFiles(ann, channelId, id)).rejects.toThrow()
  })

  it('comes in the part that was asked for, and not again to who has it', async () => {
    const { id } = await sent(channelId, '0123456789')
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
    const { id } = await sent(channelId, await picture(1_200, 600).jpeg().toBuffer())
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
