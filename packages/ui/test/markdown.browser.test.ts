import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, it, vi } from 'vitest'
import { openBrowser, serveGallery } from '../gallery/browser.ts'

vi.setConfig({ testTimeout: 60_000 })

let gallery: Awaited<ReturnType<typeof serveGallery>>
let browser: Browser
let page: Page
/** What the page did that no text must make it do: dialogs, requests to other hosts, errors. */
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

/** Shows the texts as messages and waits until the Markdown of the last one is rendered. */
async function show(texts: string[]): Promise<void> {
  await page.evaluate((all) => window.showTexts(all), [...texts, '**the end**'])
  await rows().last().locator('strong', { hasText: 'the end' }).waitFor()
}

/** The text of the first message, as it is in the page. */
const shown = () => rows().first().locator('[dir=auto]').first().textContent()

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
    const harmless = [
      'p',
      'a',
      'strong',
      'em',
      'del',
      'code',
      'pre',
      'blockquote',
      'ul',
      'ol',
      'li',
      'bdi',
      'span',
      'div',
    ]
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

it('texts that are made to keep a parser busy are shown, and no word of them is lost', async () => {
  const heavy = ['>', '[', '*a ', '- ', '`a', '> - ', '[a](', 'a|b\n-|-\n']
  for (const seed of heavy) {
    await show([`${seed.repeat(Math.floor(7_980 / seed.length))} the last word`])
    expect(await shown()).toContain('the last word')
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

it('headings, tables and tasks are shown as such', async () => {
  await show(['# Plan\n\n- [ ] open\n- [x] done\n\n| who | `what` |\n|---|--:|\n| ann | 1 |'])
  const row = rows().first()
  expect(await row.getByRole('heading', { name: 'Plan' }).count()).toBe(1)
  expect(await row.getByRole('columnheader').allTextContents()).toEqual(['who', 'what'])
  expect(await row.getByRole('cell').allTextContents()).toEqual(['ann', '1'])
  const boxes = row.getByRole('checkbox')
  expect([await boxes.nth(0).isChecked(), await boxes.nth(1).isChecked()]).toEqual([false, true])
  expect(await row.getByRole('listitem').allTextContents()).toEqual(['open', 'done'])
})

it('a text with markup keeps its indentation, its line breaks and its blank lines', async () => {
  await show(['a\n  b_c'])
  expect(await rows().first().locator('[dir=auto]').first().innerText()).toBe('a\n  b_c')
  const trace = 'Error: _x_ of **y**\n    at Module._load (node:internal/x:1:2)\n    at async <anonymous>:3:4'
  await show([trace])
  expect((await rows().first().locator('[dir=auto]').first().innerText()).replace(/\n+/g, '\n')).toBe(
    trace.replace('_x_', 'x').replace('**y**', 'y'),
  )
  const heightOf = async (text: string) => {
    await show([text])
    return (await rows().first().boundingBox())?.height ?? 0
  }
  expect(await heightOf('**a**\n\n\n\nb')).toBeGreaterThan((await heightOf('**a**\n\nb')) + 40)
})

it('emphasis works beside punctuation of full width, and an address ends before it', async () => {
  await show(['**テスト。**次 看https://example.org/a，然后'])
  const text = rows().first().locator('[dir=auto]').first()
  expect(await text.locator('strong').allTextContents()).toEqual(['テスト。'])
  expect(await text.locator('a').allTextContents()).toEqual(['https://example.org/a'])
  expect(await text.locator('a').getAttribute('href')).toBe('https://example.org/a')
})

it('a link whose text is another address shows the real one', async () => {
  await show(['[https://bank.example](https://evil.example/x) and [bank.example](https://evil.example/y)'])
  const links = rows().first().locator('[dir=auto] a')
  expect(await links.allTextContents()).toEqual(['https://evil.example/x', 'bank.example (evil.example)'])
})

it('a very long message is folded until the reader asks for more', async () => {
  const long = Array.from({ length: 120 }, (_, i) => `line ${i}`).join('\n')
  await show(['short', long])
  const row = rows().filter({ hasText: 'line 0' })
  const box = async () => (await row.boundingBox()) ?? { y: 0, height: 0 }
  const folded = await box()
  expect(folded.height).toBeLessThan(600)
  await row.getByRole('button', { name: 'Show more' }).click()
  await vi.waitFor(async () => expect((await box()).height).toBeGreaterThan(2_000))
  // The message begins where it began.
  expect((await box()).y).toBeCloseTo(folded.y, 0)
  await row.getByRole('button', { name: 'Show less' }).click()
  await vi.waitFor(async () => expect((await box()).height).toBe(folded.height))
  // What the keyboard reaches in the hidden part is shown.
  await show([`${long}\nhttps://example.org/last`])
  await page.locator('a', { hasText: 'last' }).focus()
  await page.getByRole('button', { name: 'Show less' }).waitFor()
})

it('a message of ordinary length is not folded', async () => {
  await show([Array.from({ length: 15 }, (_, i) => `**line** ${i}`).join('\n'), 'word '.repeat(210)])
  expect(await page.getByRole('button', { name: 'Show more' }).count()).toBe(0)
})
