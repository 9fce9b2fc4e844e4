import { expect } from '@playwright/test'
import { channelLink, composer, openChannel, send, writeTo } from './chat.ts'
import { test } from './fixtures.ts'

/** A picture of 4 × 3 pixels. */
const picture = {
  name: 'me.png',
  mimeType: 'image/png',
  buffer: Buffer.from(
    'iVBORw0KGgoAAAANSUhEUgAAAAQAAAADCAIAAAA7ljmRAAAACXBIWXMAAAPoAAAD6AG1e1JrAAAAD0lEQVQI12NgWFWOQDg5AALMDY0dEV56AAAAAElFTkSuQmCC',
    'base64',
  ),
}

test('a person has a picture; who is reported comes before an admin, who adds an emoji besides', async ({
  admin,
  signUp,
}) => {
  const bea = await signUp('Bea Lind')
  const ada = await signUp('Ada Byron')

  await test.step('a picture', async () => {
    await writeTo(ada.page, bea.username, bea)
    await send(ada.page, 'Hello Bea')
    await expect(channelLink(bea.page, ada.fullName)).toBeVisible()
    await ada.page.getByRole('button', { name: /your menu/ }).click()
    await ada.page.getByRole('menuitem', { name: 'Profile' }).click()
    await ada.page.getByRole('dialog').locator('input[type=file]').setInputFiles(picture)
    await expect(ada.page.getByRole('dialog').locator('img')).toBeVisible()
    await ada.page.keyboard.press('Escape')
    // The other person sees it without reloading.
    await expect(channelLink(bea.page, ada.fullName).locator('img')).toBeVisible()
  })

  await test.step('a report', async () => {
    await openChannel(bea.page, ada.fullName)
    await bea.page.getByRole('log').getByRole('button', { name: ada.fullName }).first().click()
    await bea.page.getByRole('dialog').getByRole('button', { name: 'Report' }).click()
    await bea.page.getByRole('dialog').getByLabel('What is wrong?').fill(`${ada.username} is not who she says`)
    await bea.page.getByRole('dialog').getByRole('button', { name: 'Send report' }).click()
    await expect(bea.page.getByText('The admins have your report')).toBeVisible()
  })

  await test.step('the admin resolves it', async () => {
    const { page } = await admin()
    await page.goto('/admin')
    const report = page.getByRole('listitem').filter({ hasText: `${ada.username} is not who she says` })
    await expect(report).toContainText('reported by Bea Lind')
    await report.getByRole('button', { name: 'Resolve' }).click()
    await expect(report).toHaveCount(0)

    const name = `tulip_${process.pid}`
    await page.getByLabel('Name', { exact: true }).fill(name)
    await page.getByLabel('Picture').setInputFiles(picture)
    await page.getByRole('button', { name: 'Add emoji' }).click()
    await expect(page.getByRole('list', { name: 'Custom emoji' }).getByText(`:${name}:`)).toBeVisible()
  })

  await test.step('who is no admin finds nothing there', async () => {
    await bea.page.goto('/admin')
    await expect(bea.page.getByRole('heading', { level: 1, name: 'Administration' })).toHaveCount(0)
    await expect(composer(bea.page)).toHaveCount(0)
    await expect(bea.page.getByRole('heading', { name: 'There is no such conversation' })).toBeVisible()
  })
})
