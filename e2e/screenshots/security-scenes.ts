import { expect, type Page } from '@playwright/test'
import { Secret, TOTP } from 'otpauth'
import type { Scene } from './fixture.ts'

const password = 'a good long password'
let people = 0

/** A new account for each picture, since each changes how it is opened. */
async function toSecurity(page: Page): Promise<{ username: string }> {
  const username = `nora-${Date.now()}-${++people}`
  const data = { username, fullName: 'Nora Berg', email: `${username}@example.com`, password }
  // Under an IP address a browser makes no passkeys.
  await page.goto(`${(await page.evaluate(() => location.origin)).replace('127.0.0.1', 'localhost')}/login`)
  await page.request.post(new URL('/trpc/auth.register', page.url()).href, { data })
  await page.goto(new URL('/settings', page.url()).href)
  const section = page.getByRole('region', { name: 'Security' })
  await expect(section.getByRole('button', { name: 'Turn on' })).toBeEnabled()
  await section.scrollIntoViewIfNeeded()
  return { username }
}

async function toScan(page: Page) {
  const account = await toSecurity(page)
  await page.getByRole('button', { name: 'Turn on' }).click()
  await page.getByLabel('Your password').fill(password)
  await page.keyboard.press('Enter')
  await page.getByRole('img', { name: /QR code/ }).waitFor()
  return account
}

async function toCodes(page: Page) {
  const account = await toScan(page)
  const key = await page
    .getByRole('dialog')
    .getByText(/^([A-Z2-7]{4} ){7}[A-Z2-7]{4}$/)
    .textContent()
  const code = new TOTP({ secret: Secret.fromBase32((key ?? '').replaceAll(' ', '')) }).generate()
  await page.getByRole('dialog').getByLabel('Code', { exact: true }).fill(code)
  await page.keyboard.press('Enter')
  await page.getByRole('heading', { name: 'Keep your recovery codes' }).waitFor()
  return account
}

export const securityScenes: readonly Scene[] = [
  {
    name: 'security-scan',
    async show(page) {
      await page.goto('/login')
      await toScan(page)
    },
  },
  {
    name: 'security-recovery-codes',
    async show(page) {
      await page.goto('/login')
      await toCodes(page)
    },
  },
  {
    name: 'security-on',
    async show(page) {
      await page.goto('/login')
      await toSecurity(page)
      const cdp = await page.context().newCDPSession(page)
      await cdp.send('WebAuthn.enable')
      const options = {
        protocol: 'ctap2',
        transport: 'internal',
        hasResidentKey: true,
        hasUserVerification: true,
        isUserVerified: true,
        automaticPresenceSimulation: true,
      } as const
      await cdp.send('WebAuthn.addVirtualAuthenticator', { options })
      await page.getByRole('button', { name: 'Add a passkey' }).click()
      await page.getByLabel('Name', { exact: true }).fill('My phone')
      await page.getByLabel('Your password').fill(password)
      await page.keyboard.press('Enter')
      await page.getByRole('button', { name: 'Delete My phone' }).waitFor()
    },
  },
  {
    name: 'security-login-code',
    async show(page) {
      await page.goto('/login')
      const { username } = await toCodes(page)
      await page.context().clearCookies()
      await page.goto(new URL('/login', page.url()).href)
      await page.getByLabel('Username or email').fill(username)
      await page.getByRole('textbox', { name: 'Password' }).fill(password)
      await page.getByRole('button', { name: 'Log in', exact: true }).click()
      await page.getByLabel('Code', { exact: true }).fill('000000')
      await page.keyboard.press('Enter')
      await page.getByText(/wrong, or was used/).waitFor()
    },
  },
  {
    name: 'security-login',
    async show(page) {
      await page.goto('/login')
      await page.goto(page.url().replace('127.0.0.1', 'localhost'))
      await page.getByRole('button', { name: 'Log in with a passkey' }).waitFor()
    },
  },
]
