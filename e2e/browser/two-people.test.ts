import { expect } from '@playwright/test'
import { channelLink, composer, conversations, expectMessage, openChannel, send, timeline, writeTo } from './chat.ts'
import { newPerson, test } from './fixtures.ts'

test('two people register, find each other and write, in a direct conversation and in a group', async ({
  browser,
  chime,
}) => {
  const ada = { ...newPerson('Ada Byron'), page: await browser.newPage({ baseURL: chime.url }) }
  const bea = { ...newPerson('Bea Lind'), page: await browser.newPage({ baseURL: chime.url }) }

  for (const { page, ...account } of [ada, bea]) {
    await page.goto('/')
    await page.getByRole('link', { name: 'Create an account' }).click()
    await page.getByLabel('Full name').fill(account.fullName)
    await page.getByLabel('Username').fill(account.username)
    await page.getByLabel('Email').fill(account.email)
    await page.getByRole('textbox', { name: 'Password' }).fill(account.password)
    await page.getByRole('button', { name: 'Create account' }).click()
    await expect(conversations(page)).toBeVisible()
  }

  await test.step('they find each other', async () => {
    await writeTo(ada.page, 'bea', bea)
    await send(ada.page, 'Hello Bea, are you there?')
    await expectMessage(ada.page, 'Hello Bea, are you there?')
  })

  await test.step('unread and presence are seen', async () => {
    const link = channelLink(bea.page, ada.fullName)
    await expect(link).toHaveAccessibleName(/1 unread/)
    await expect(link).toHaveAccessibleName(/online/)
    await openChannel(bea.page, ada.fullName)
    await expectMessage(bea.page, 'Hello Bea, are you there?')
    await expect(link).not.toHaveAccessibleName(/unread/)
  })

  await test.step('typing is seen', async () => {
    await composer(bea.page).pressSequentially('Yes', { delay: 20 })
    await expect(ada.page.getByText('Bea Lind is typing…').first()).toBeVisible()
    await composer(bea.page).press('Enter')
    await expectMessage(ada.page, 'Yes')
    await expect(ada.page.getByText('Bea Lind is typing…')).toHaveCount(0)
  })

  await test.step('a group', async () => {
    const { page } = ada
    await page.getByRole('button', { name: 'Create a channel' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByLabel('Name', { exact: true }).fill('Lighthouse')
    await dialog.getByRole('radio', { name: /Private/ }).click()
    await dialog.getByRole('combobox', { name: 'Add people' }).fill(bea.username)
    await dialog.getByRole('option', { name: `@${bea.username}` }).click()
    await dialog.getByRole('button', { name: 'Create channel' }).click()
    await expect(page.getByRole('heading', { level: 1, name: 'Lighthouse' })).toBeVisible()
    await send(page, 'Welcome to the lighthouse')
    await openChannel(bea.page, 'Lighthouse')
    await expectMessage(bea.page, 'Welcome to the lighthouse')
    await send(bea.page, 'Nice view')
    await expectMessage(page, 'Nice view')
  })

  await test.step('one leaves and is seen as offline; coming back, everything is there', async () => {
    await bea.page.close()
    await expect(channelLink(ada.page, bea.fullName)).toHaveAccessibleName(/offline/, { timeout: 30_000 })
    await send(ada.page, 'Written while you were away')
    await expectMessage(ada.page, 'Written while you were away')

    const again = await browser.newPage({ baseURL: chime.url })
    await again.goto('/login')
    await again.getByLabel('Username or email').fill(bea.email)
    await again.getByRole('textbox', { name: 'Password' }).fill(bea.password)
    await again.getByRole('button', { name: 'Log in' }).click()
    await expect(channelLink(again, 'Lighthouse')).toHaveAccessibleName(/1 unread/)
    await openChannel(again, 'Lighthouse')
    await expectMessage(again, 'Welcome to the lighthouse')
    await expectMessage(again, 'Written while you were away')
    await openChannel(again, ada.fullName)
    await expect(timeline(again).getByText('Hello Bea, are you there?')).toBeVisible()
    await again.close()
  })
  await ada.page.close()
})
