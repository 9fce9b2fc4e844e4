import { expect } from '@playwright/test'
import { channelLink, conversations, expectMessage, openChannel, send } from './chat.ts'
import { test } from './fixtures.ts'

test('a public channel can be found, looked at, joined and left', async ({ signUp }) => {
  const ada = await signUp('Ada Byron')
  const name = `Gardening ${ada.username}`
  await ada.page.getByRole('button', { name: 'Create a channel' }).click()
  const dialog = ada.page.getByRole('dialog')
  await dialog.getByLabel('Name', { exact: true }).fill(name)
  await dialog.getByLabel('Description').fill('Beds, bulbs and bees')
  await dialog.getByRole('button', { name: 'Create channel' }).click()
  await expect(ada.page.getByRole('heading', { level: 1, name })).toBeVisible()
  await send(ada.page, 'The first tulips are out')

  const bea = await signUp('Bea Lind', { path: '/browse' })
  await bea.page.getByRole('searchbox', { name: 'Search channels' }).fill(name)
  await bea.page.getByRole('button', { name, exact: true }).click()
  await expectMessage(bea.page, 'The first tulips are out')
  await bea.page.getByRole('button', { name: 'Join channel' }).click()
  await expect(channelLink(bea.page, name)).toBeVisible()
  await send(bea.page, 'Lovely!')
  await expectMessage(ada.page, 'Lovely!')

  await ada.page.getByRole('button', { name: /^Members/ }).click()
  await expect(ada.page.getByRole('listitem').filter({ hasText: 'Bea Lind' })).toBeVisible()

  await bea.page.getByRole('button', { name: 'Conversation menu' }).click()
  await bea.page.getByRole('menuitem', { name: /Leave/ }).click()
  await bea.page
    .getByRole('alertdialog')
    .or(bea.page.getByRole('dialog'))
    .getByRole('button', { name: /Leave/ })
    .click()
  await expect(channelLink(bea.page, name)).toHaveCount(0)
})

test('a channel without a name is refused in words', async ({ signUp }) => {
  const { page } = await signUp('Ada Byron')
  await page.getByRole('button', { name: 'Create a channel' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByRole('button', { name: 'Create channel' }).click()
  await expect(dialog.getByText('Give the channel a name.')).toBeVisible()
})

test('on a phone, sidebar and conversation take turns', async ({ signUp }) => {
  const { page, username } = await signUp('Ada Byron')
  await page.setViewportSize({ width: 390, height: 844 })
  const name = `Phones ${username}`
  await page.getByRole('button', { name: 'Create a channel' }).click()
  await page.getByRole('dialog').getByLabel('Name', { exact: true }).fill(name)
  await page.getByRole('dialog').getByRole('button', { name: 'Create channel' }).click()
  await expect(page.getByRole('heading', { level: 1, name })).toBeVisible()
  await expect(conversations(page)).toBeHidden()
  await page.getByRole('button', { name: 'Back to conversations' }).click()
  await openChannel(page, name)
  await expect(conversations(page)).toBeHidden()
})
