import { expect, type Page } from '@playwright/test'
import { composer, conversations, expectMessage, send } from './chat.ts'
import { test } from './fixtures.ts'

/** Tries every way in which a script can be smuggled into a page. @returns those that ran */
async function injected(page: Page): Promise<string[]> {
  await page.evaluate(() => {
    const ran: string[] = []
    Object.assign(window, { ran })
    const script = document.createElement('script')
    script.textContent = 'window.ran.push("made script")'
    document.body.append(script)
    const add = (html: string) => {
      const range = document.createRange()
      range.selectNode(document.body)
      // Unlike `innerHTML`, this makes scripts that the browser would run.
      document.body.append(range.createContextualFragment(html))
    }
    add('<script>window.ran.push("inline script")</script>')
    add('<script nonce="">window.ran.push("empty nonce")</script>')
    add('<script src="data:text/javascript,window.ran.push(%22data script%22)"></script>')
    add('<img src="data:," onerror="window.ran.push(\'onerror\')">')
    add('<a id="injected" href="javascript:window.ran.push(\'javascript link\')">x</a>')
    add('<iframe srcdoc="<script>parent.ran.push(\'frame\')</script>"></iframe>')
    add('<svg onload="window.ran.push(\'svg onload\')"></svg>')
    document.getElementById('injected')?.click()
  })
  await page.waitForTimeout(500)
  return page.evaluate(() => (window as unknown as { ran: string[] }).ran)
}

/** Reads what the browser refused. */
function watchRefusals(page: Page): string[] {
  const refused: string[] = []
  page.on('console', (message) => {
    if (/Content Security Policy/i.test(message.text())) refused.push(message.text())
  })
  return refused
}

const pages = [
  '/',
  '/browse',
  '/threads',
  '/later',
  '/settings',
  '/admin',
  '/invite/nothing',
  '/no/such/page',
  '/c/00000000-0000-4000-8000-000000000000',
]

test('on no page an injected script runs, and nothing of the app is refused', async ({ admin }) => {
  const { page } = await admin()
  const refused = watchRefusals(page)
  for (const path of pages) {
    const response = await page.goto(path)
    const headers = response?.headers() ?? {}
    expect(headers['content-security-policy'], path).toMatch(/script-src 'self' 'nonce-[\w+/]{22}==';/)
    expect(headers['content-security-policy'], path).toContain("frame-ancestors 'none'")
    expect(headers, path).toMatchObject({
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'same-origin',
      'cross-origin-opener-policy': 'same-origin',
    })
    expect(headers['permissions-policy'], path).toContain('camera=()')
    await page.waitForLoadState('networkidle')
    expect(refused, path).toEqual([])
    expect(await injected(page), path).toEqual([])
    expect(refused.length, path).toBeGreaterThan(0)
    refused.length = 0
  }
})

test('the pages to log in and to register are as safe', async ({ visitor: page }) => {
  const refused = watchRefusals(page)
  for (const path of ['/login', '/register']) {
    await page.goto(path)
    await page.getByRole('textbox', { name: 'Password' }).fill('short')
    await page.keyboard.press('Enter')
    await page.waitForLoadState('networkidle')
    expect(refused, path).toEqual([])
    expect(await injected(page), path).toEqual([])
    refused.length = 0
  }
})

test('the app works under its policy, and every page has a nonce of its own', async ({ signUp }) => {
  const { page, context } = await signUp('Ada Byron')
  const refused = watchRefusals(page)
  await expect(conversations(page)).toBeVisible()
  await page.getByRole('button', { name: 'Create a channel' }).click()
  await page.getByRole('dialog').getByLabel('Name', { exact: true }).fill(`Policy ${Date.now()}`)
  await page.keyboard.press('Enter')
  await expect(composer(page)).toBeVisible()
  await send(page, 'hello **there** `code` :tada: https://example.com')
  await expectMessage(page, 'hello')
  expect(refused).toEqual([])
  const policies = await Promise.all(
    [1, 2].map(async () => (await context.request.get('/')).headers()['content-security-policy']),
  )
  expect(policies[0]).not.toBe(policies[1])
})

test('the files of the build are kept by browsers as before', async ({ visitor: page }) => {
  const kept: (string | undefined)[] = []
  page.on('response', (response) => {
    if (response.url().includes('/_next/static/')) kept.push(response.headers()['cache-control'])
  })
  await page.goto('/login')
  await page.waitForLoadState('networkidle')
  expect(kept.length).toBeGreaterThan(2)
  for (const one of kept) expect(one).toContain('immutable')
})
