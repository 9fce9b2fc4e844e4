import { describe, expect, it } from 'vitest'
import { readPage } from './parse-page.ts'

const url = 'https://example.com/a/page'
const read = (html: string | Buffer, charset: string | null = null) => readPage(Buffer.from(html), charset, url)
const head = (text: string) => `<!doctype html><html><head>${text}</head><body><h1>body</h1></body></html>`

describe('a page', () => {
  it('is what it says in Open Graph, else for Twitter, else in its own words', () => {
    const own = '<title>Own &amp; title</title><meta name="description" content="Own words">'
    const twitter = '<meta name="twitter:title" content="T title"><meta name=twitter:image content=/t.png>'
    const og = `<meta property="og:title" content="O title"><meta property="og:description" content="O words">
      <meta property="og:site_name" content="Site"><meta property="og:image" content="../o.png">`
    expect(read(head(own))).toEqual({ title: 'Own & title', description: 'Own words', siteName: null, image: null })
    expect(read(head(own + twitter))).toMatchObject({ title: 'T title', image: 'https://example.com/t.png' })
    expect(read(head(own + twitter + og))).toEqual({
      title: 'O title',
      description: 'O words',
      siteName: 'Site',
      image: 'https://example.com/o.png',
    })
    expect(read('no html at all')).toEqual({ title: null, description: null, siteName: null, image: null })
  })

  it('has text of one clean line, of bounded length, that nothing in it turns around', () => {
    const title = `  a\n\t title\u0000 \u202ewith\u2066 tricks\u200f <b>${'😀'.repeat(400)}`
    const read1 = read(head(`<title>${title}</title>`)).title ?? ''
    expect(read1.startsWith('a title with tricks <b>😀')).toBe(true)
    expect(read1.length).toBeLessThanOrEqual(300)
    expect([read1.isWellFormed(), read1.endsWith('😀…')]).toEqual([true, true])
    expect(read(head('<meta name=description content="   \u200f ">')).description).toBeNull()
  })

  it('is read in the charset that it is written in', () => {
    const latin = Buffer.from(head('<title>caf\xe9</title>'), 'latin1')
    const cyrillic = Buffer.from([...Buffer.from('<meta charset=windows-1251><title>'), 0xcf, 0xf0, 0xe8])
    expect(read(latin, 'iso-8859-1').title).toBe('café')
    expect(read(Buffer.concat([cyrillic, Buffer.from('</title>')])).title).toBe('При')
    expect(read(head('<title>größe</title>'), 'no-such-charset').title).toBe('größe')
    expect(read(Buffer.from(`\ufeff${head('<title>utf16</title>')}`, 'utf16le'), 'iso-8859-1').title).toBe('utf16')
  })

  it('that is cut off, badly nested or hostile costs little and says what it can', () => {
    expect(read('<html><head><title>cut').title).toBe('cut')
    const before = process.cpuUsage()
    expect(read(`<title>deep</title>${'<div>'.repeat(100_000)}<title>too deep</title>`).title).toBe('deep')
    // Milliseconds of the processor: 2,900 when all is read.
    expect(process.cpuUsage(before).user / 1_000).toBeLessThan(1_000)
    expect(read(`${'<div>'.repeat(1_000)}<title>deep</title>`).title).toBe('deep')
    expect(read(`<meta ${'a='.repeat(100_000)}><title>wide</title>`).title).toBe('wide')
    expect(read(head('<meta property="og:image" content="javascript:alert(1)"><title>x</title>')).image).toBe(
      'javascript:alert(1)',
    )
  })
})
