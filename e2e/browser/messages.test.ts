import { expect, type Page } from '@playwright/test'
import {
  act,
  chooseAction,
  composer,
  conversations,
  expectMessage,
  openChannel,
  send,
  timeline,
  writeTo,
} from './chat.ts'
import { test } from './fixtures.ts'

/** The conversation, without the panels beside it. */
const main = (page: Page) => page.getByRole('main')
const row = (page: Page, text: string) =>
  main(page).getByRole('log').locator('article[data-state=sent]').filter({ hasText: text }).first()
const threadPanel = (page: Page) => page.getByRole('region', { name: /^Thread in/ })

test('one edits, reacts, answers, pins, votes, forwards and deletes, and the other sees it at once', async ({
  signUp,
}) => {
  const ada = await signUp('Ada Byron')
  const bea = await signUp('Bea Lind')
  await writeTo(ada.page, bea.username, bea)
  await send(ada.page, 'Shall we sail on Saturday?')
  await openChannel(bea.page, ada.fullName)
  await expectMessage(bea.page, 'Shall we sail on Saturday?')

  await test.step('the last message is edited by keyboard, and what it said before is kept', async () => {
    await composer(ada.page).press('ArrowUp')
    await expect(composer(ada.page)).toHaveValue('Shall we sail on Saturday?')
    await composer(ada.page).fill('Shall we sail on **Sunday**?')
    await composer(ada.page).press('Enter')
    const message = row(bea.page, 'Shall we sail on Sunday?')
    await expect(message.locator('strong')).toHaveText('Sunday')
    await expect(composer(ada.page)).toHaveValue('')
    await message.getByRole('button', { name: '(edited)' }).click()
    const versions = bea.page.getByRole('dialog').getByRole('listitem')
    await expect(versions.filter({ hasText: 'Saturday' })).toBeVisible()
    await bea.page.keyboard.press('Escape')
  })

  await test.step('reactions are counted, and can be taken back', async () => {
    await act(row(bea.page, 'Sunday'), 'React with 👍')
    const chip = (page: Page) => row(page, 'Sunday').getByRole('button', { name: /^👍, / })
    await expect(chip(ada.page)).toHaveAccessibleName('👍, 1: Bea Lind')
    await chip(ada.page).click()
    await expect(chip(bea.page)).toHaveAccessibleName('👍, 2: You and Ada Byron')
    await expect(chip(bea.page)).toHaveAttribute('aria-pressed', 'true')
    await chip(bea.page).click()
    await expect(chip(ada.page)).toHaveAccessibleName('👍, 1: You')
  })

  await test.step('any emoji is found by its name', async () => {
    await act(row(bea.page, 'Sunday'), 'Add reaction')
    await bea.page.getByRole('searchbox', { name: 'Find an emoji' }).fill('sailboat')
    await bea.page.keyboard.press('Enter')
    await expect(row(ada.page, 'Sunday').getByRole('button', { name: /^⛵, 1/ })).toBeVisible()
  })

  await test.step('an answer quotes what it answers, and is seen', async () => {
    await act(row(bea.page, 'Sunday'), 'Reply')
    await expect(bea.page.getByText('Reply to Ada Byron')).toBeVisible()
    await expect(composer(bea.page)).toBeFocused()
    await bea.page.keyboard.type('With pleasure')
    await bea.page.keyboard.press('Enter')
    const answer = row(ada.page, 'With pleasure')
    await expect(answer.getByRole('button', { name: /^In reply to/ })).toContainText('Shall we sail on Sunday?')
    await expect(row(bea.page, 'With pleasure').getByRole('img', { name: 'Seen by Ada Byron' })).toBeVisible()
  })

  await test.step('a pinned message says so', async () => {
    await chooseAction(row(bea.page, 'Sunday'), 'Pin to the channel')
    await expect(row(ada.page, 'Sunday').getByText('Pinned', { exact: true })).toBeVisible()
  })

  await test.step('a vote is seen by the other', async () => {
    await main(ada.page).getByRole('button', { name: 'Add', exact: true }).click()
    await ada.page.getByRole('menuitem', { name: 'Create a poll' }).click()
    const dialog = ada.page.getByRole('dialog')
    await dialog.getByLabel('Question').fill('Which boat?')
    await dialog.getByLabel('Choice 1').fill('The small one')
    await dialog.getByLabel('Choice 2').fill('The red one')
    await dialog.getByRole('button', { name: 'Create poll' }).click()
    await row(bea.page, 'Which boat?')
      .getByRole('button', { name: /^The red one/ })
      .click()
    const choice = row(ada.page, 'Which boat?').getByRole('button', { name: /^The red one/ })
    await expect(choice).toHaveAccessibleName(/1 vote: Bea Lind/)
    await row(ada.page, 'Which boat?').getByRole('button', { name: 'Close the poll' }).click()
    await expect(row(bea.page, 'Which boat?').getByText('This poll is closed.')).toBeVisible()
  })

  await test.step('a message is passed on', async () => {
    const { page } = bea
    await page.getByRole('button', { name: 'Create a channel' }).click()
    await page.getByRole('dialog').getByLabel('Name', { exact: true }).fill(`Crew ${bea.username}`)
    await page.getByRole('dialog').getByRole('button', { name: 'Create channel' }).click()
    await openChannel(page, ada.fullName)
    await chooseAction(row(page, 'Sunday'), 'Forward')
    await page
      .getByRole('dialog')
      .getByRole('button', { name: `Crew ${bea.username}` })
      .click()
    await expect(page.getByRole('dialog')).toHaveCount(0)
    await openChannel(page, `Crew ${bea.username}`)
    await expect(row(page, 'Forwarded, from Ada Byron')).toContainText('Shall we sail on Sunday?')
    await openChannel(page, ada.fullName)
  })

  await test.step('what is deleted is gone for both', async () => {
    await chooseAction(row(ada.page, 'Sunday'), 'Delete')
    await ada.page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click()
    for (const { page } of [ada, bea]) {
      await expect(main(page).getByText('This message was deleted.').first()).toBeVisible()
      await expect(main(page).locator('article').filter({ hasText: 'Sunday?' }).getByText('Shall we')).toHaveCount(0)
    }
  })
})

test('a thread is begun beside the conversation, followed, and calls who follows it', async ({ signUp }) => {
  const ada = await signUp('Ada Byron')
  const bea = await signUp('Bea Lind')
  await writeTo(ada.page, bea.username, bea)
  await send(ada.page, 'The harbour fees have doubled')
  await openChannel(bea.page, ada.fullName)

  await act(row(bea.page, 'harbour fees'), 'Reply in thread')
  const field = (page: Page) => threadPanel(page).getByRole('textbox', { name: 'Message' })
  await field(bea.page).fill('Since when?')
  await field(bea.page).press('Enter')
  await expect(threadPanel(bea.page).getByRole('log').getByText('Since when?')).toBeVisible()

  await row(ada.page, 'harbour fees')
    .getByRole('button', { name: /1 reply/ })
    .click()
  await expect(threadPanel(ada.page).getByRole('log').getByText('Since when?')).toBeVisible()
  await expect(threadPanel(ada.page).getByRole('log').getByText('The harbour fees have doubled')).toBeVisible()
  await threadPanel(bea.page).getByRole('button', { name: 'Close' }).click()

  await field(ada.page).pressSequentially('Since ')
  await field(ada.page).fill('Since Monday')
  await field(ada.page).press('Enter')
  await expect(row(bea.page, 'harbour fees').getByRole('button', { name: /2 replies/ })).toBeVisible()
  await expect(conversations(bea.page).getByRole('link', { name: /^Threads, 1 unread/ })).toBeVisible()

  await row(bea.page, 'harbour fees')
    .getByRole('button', { name: /2 replies/ })
    .click()
  await expect(threadPanel(bea.page).getByRole('log').getByText('Since Monday')).toBeVisible()
  await expect(conversations(bea.page).getByRole('link', { name: /^Threads/ })).not.toHaveAccessibleName(/unread/)
  await expect(timeline(bea.page).first()).toBeVisible()
  await threadPanel(bea.page).getByRole('button', { name: 'Unfollow this thread' }).click()
  await expect(threadPanel(bea.page).getByRole('button', { name: 'Follow this thread' })).toBeVisible()

  // It goes on live before her eyes, and no longer calls her.
  await field(ada.page).fill('Until Friday')
  await field(ada.page).press('Enter')
  await expect(threadPanel(bea.page).getByRole('log').getByText('Until Friday')).toBeVisible()
  await expect(conversations(bea.page).getByRole('link', { name: /^Threads/ })).not.toHaveAccessibleName(/unread/)
  await expect(row(bea.page, 'harbour fees').getByRole('button', { name: /3 replies/ })).toBeVisible()
})
