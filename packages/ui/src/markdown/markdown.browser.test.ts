import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, it, vi } from 'vitest'
import { openBrowser, serveGallery } from '../../gallery/browser.ts'

vi.setConfig({ testTimeout: 60_000 })

let gallery: Awaited<ReturnType<typeof serveGallery>>
let browser: Browser
let page: Page
/** What the page did that no text may make it do. */
const harm: string[] = []

beforeAll(async () => {
  ;[gallery, browser] = await Promise.all([serveGallery(), openBrowser()])
  page = await browser.newPage()
  await page.goto(`${gallery.url}?scene=text-lab`)
  await page.waitForFunction(() => 'showTexts' in window)
  page.on('dialog', (dialog) => {
    harm.push(`dialog: ${dialog.message()}`)
    void dialog.dismiss()
  })
  page.on('request', (request) => {
    if (new URL(request.url()).host !== new URL(gallery.url).host) harm.push(`request: ${request.url()}`)
  })
  page.on('pageerror', (error) => harm.push(`error: ${error.message}`))
}, 60_000)
afterAll(async () => {
  await browser?.close()
  await gallery?.close()
})

const rows = () => page.locator('[data-number]')

/** Draws the texts and waits until the last one is there with its Markdown. */
async function show(texts: string[]): Promise<void> {
  await page.evaluate((all) => window.showTexts(all), [...texts, '**the end**'])
  await rows().last().locator('strong', { hasText: 'the end' }).waitFor()
}

const hostile = [
  '[x](javascript:alert(1))',
  '[x](JaVaScRiPt:alert(1))',
  '[x](java\nscript:alert(1))',
  '[x](&#106;avascript:alert(1))',
  '[x](\u0001javascript:alert(1))',
  '[x](  javascript:alert(1))',
  '[x](data:text/html,<script>alert(1)</script>)',
  '[x](vbscript:msgbox(1))',
  '[x](file:///etc/passwd)',
  '[x](blob:https://example.org/1)',
  '[x](//example.org)',
  '<javascript:alert(1)>',
  '<data:text/html;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg==>',
  '![x](https://example.org/x.png)',
  '![x](javascript:alert(1))',
  '[![x](https://example.org/x.png)](javascript:alert(1))',
  '<script>alert(1)</script>',
  '<img src=x onerror=alert(1)>',
  '<svg onload=alert(1)></svg>',
  '<svg><style><img src=x onerror=alert(1)></style></svg>',
  '<iframe srcdoc="<script>alert(1)</script>"></iframe>',
  '<math><mtext><table><mglyph><style><!--</style><img title="--&gt;&lt;img src=1 onerror=alert(1)&gt;">',
  '<noscript><p title="</noscript><img src=x onerror=alert(1)>">',
  '<a href="javascript:alert(1)">x</a>',
  '<form action="javascript:alert(1)"><button>x</button></form>',
  '<base href="https://example.org/">',
  '<meta http-equiv="refresh" content="0;url=https://example.org">',
  '`<img src=x onerror=alert(1)>`',
  '```html\n<script>alert(1)</script>\n```',
  '```<img src=x onerror=alert(1)>\ncode\n```',
  '[x]: javascript:alert(1)\n\n[x]',
  '[x][y]\n\n[y]: javascript:alert(1) "onmouseover=alert(1)"',
  '[x](https://example.org "\\" onmouseover=alert(1) x=\\"")',
  'https://example.org/"onmouseover="alert(1)',
  'www.example.org/<script>alert(1)</script>',
  '<https://example.org/" onclick="alert(1)>',
  '{{constructor.constructor("alert(1)")()}}',
  '<b>**bold**</b> <!-- **x** --> <?php **x** ?> <![CDATA[**x**]]>',
]

it('no text becomes anything but text, marks and links to http, https and mail', async () => {
  for (let from = 0; from < hostile.length; from += 10) {
    await show(hostile.slice(from, from + 10))
    const found = await page.evaluate(() => {
      const texts = [...document.querySelectorAll('[data-number] [dir=auto]')]
      const inside = texts.flatMap((text) => [...text.querySelectorAll('*')])
      return {
        tags: [...new Set(inside.map(({ tagName }) => tagName.toLowerCase()))],
        handlers: inside.flatMap((element) => element.getAttributeNames().filter((name) => name.startsWith('on'))),
        links: inside.flatMap((element) =>
          element instanceof HTMLAnchorElement ? [{ href: element.href, rel: element.rel }] : [],
        ),
      }
    })
    const harmless = ['p', 'a', 'strong', 'em', 'del', 'code', 'pre', 'blockquote', 'ul', 'ol', 'li', 'bdi']
    expect(found.tags.filter((tag) => !harmless.includes(tag))).toEqual([])
    expect(found.handlers).toEqual([])
    for (const { href, rel } of found.links) {
      expect(href).toMatch(/^(https?|mailto):/)
      expect(rel).toContain('noopener')
    }
    for (const link of await page.locator('[data-number] [dir=auto] a').all()) await link.hover({ force: true })
  }
  expect(harm).toEqual([])
})

it('HTML is shown as it was written', async () => {
  await show(['<b>not bold</b> &amp; <img src=x>'])
  expect(await rows().first().locator('[dir=auto]').first().textContent()).toBe('<b>not bold</b> &amp; <img src=x>')
})

it('texts that are made to keep a parser busy are shown as they are', async () => {
  const heavy = ['>'.repeat(8_000), '['.repeat(8_000), '*a '.repeat(2_600), '- '.repeat(4_000), '`a'.repeat(4_000)]
  for (const text of heavy) {
    await show([text])
    expect((await rows().first().locator('[dir=auto]').first().textContent())?.trim()).toBe(text.trim())
  }
  expect(harm).toEqual([])
})

it('Markdown is drawn: marks, lists, quotes, code and links', async () => {
  await show([
    '**b** _i_ ~~s~~ `c`\n\n> quote\n\n1. one\n2. two\n\n- point\n\n```\ncode **here**\n```\nhttps://example.org/a_b_c.',
  ])
  const text = rows().first().locator('[dir=auto]').first()
  const texts = (selector: string) => text.locator(selector).allTextContents()
  expect(await texts('strong')).toEqual(['b'])
  expect(await texts('em')).toEqual(['i'])
  expect(await texts('del')).toEqual(['s'])
  expect(await texts('blockquote')).toEqual(['quote'])
  expect(await texts('ol li')).toEqual(['one', 'two'])
  expect(await texts('ul li')).toEqual(['point'])
  expect(await texts('pre')).toEqual(['code **here**'])
  expect(await text.locator('a').getAttribute('href')).toBe('https://example.org/a_b_c')
})
