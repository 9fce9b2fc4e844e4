import { expect, type Page, test } from '@playwright/test'
import { buildExample, type Example, startExample } from './example.ts'

let example: Example

test.beforeAll(async () => {
  test.setTimeout(300_000)
  await buildExample('next-embed')
  example = await startExample(
    'next-embed',
    (port) => ['../../node_modules/next/dist/bin/next', 'start', '-H', '127.0.0.1', '-p', port],
    { SHOP_SECRET: 'a secret of the shop' },
  )
})
test.afterAll(async () => {
  await example?.close()
})

async function logIn(page: Page, email: string, password: string) {
  await page.goto(`${example.url}/login`)
  await page.getByLabel('E-mail').fill(email)
  await page.getByLabel('Password').fill(password)
  await page.locator('main').getByRole('button', { name: 'Log in' }).click()
}

const message = (page: Page) => page.getByRole('textbox', { name: 'Message', exact: true })
const timeline = (page: Page) => page.getByRole('log')

test('a customer of the shop asks, and the staff of the shop answer, with the logins of the shop', async ({
  browser,
}) => {
  const [customer, staff] = await Promise.all([browser.newPage(), browser.newPage()])
  await logIn(customer, 'ana@example.com', 'oolong')
  await expect(customer.getByRole('heading', { name: 'How can we help?' })).toBeVisible()
  await message(customer).fill('Is the sencha back?')
  await message(customer).press('Enter')

  await logIn(staff, 'sam@kettle.example', 'keemun')
  await staff.getByRole('link', { name: /^Ana Reis/ }).click()
  await expect(timeline(staff).getByText('Is the sencha back?')).toBeVisible()
  await message(staff).fill('On Thursday.')
  await message(staff).press('Enter')
  await expect(timeline(customer).getByText('On Thursday.')).toBeVisible()

  // The same person has the same conversation the next time, in the HTML before any script has run.
  const html = await (await customer.request.get(`${example.url}/support`)).text()
  expect(html).toContain('On Thursday.')
  expect(html).not.toContain('ck_')

  // It looks as the shop does.
  const accent = customer.locator('.kettle-chat').first()
  expect(await accent.evaluate((element) => getComputedStyle(element).fontFamily)).toContain('Trebuchet MS')
  await customer.close()
  await staff.close()
})

test('nobody sees the conversation of another customer, or any without a login', async ({ page }) => {
  await page.goto(`${example.url}/support`)
  await expect(page).toHaveURL(/\/login$/)
  await logIn(page, 'bo@example.com', 'sencha')
  await expect(page.getByRole('heading', { name: 'How can we help?' })).toBeVisible()
  await expect(page.getByText('Is the sencha back?')).toHaveCount(0)
  expect((await page.request.get(`${example.url}/desk`)).status()).toBe(404)
})
