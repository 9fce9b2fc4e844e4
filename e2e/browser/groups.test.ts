import { expect, type Page } from '@playwright/test'
import { channelLink, composer, expectMessage, openChannel, send, timeline } from './chat.ts'
import { test } from './fixtures.ts'

/** Makes a channel with these people in it, and opens it. */
async function newChannel(page: Page, name: string, ...people: { username: string }[]): Promise<void> {
  await page.getByRole('button', { name: 'Create a channel' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('Name', { exact: true }).fill(name)
  for (const { username } of people) {
    await dialog.getByRole('combobox').fill(username)
    await dialog.getByRole('option', { name: `@${username}` }).click()
  }
  await dialog.getByRole('button', { name: 'Create channel' }).click()
  await expect(page.getByRole('heading', { level: 1, name })).toBeVisible()
}

test('an admin makes a group; whoever writes its handle calls those in it, who see a badge', async ({
  admin,
  signUp,
}) => {
  const bea = await signUp('Bea Lind')
  const ada = await signUp('Ada Byron')
  const handle = `team-${process.pid}`
  const channel = `harbour ${process.pid}`
  const { page: adminPage } = await admin()
  const groups = adminPage.getByRole('list', { name: 'User groups' })

  await test.step('an admin finds none, is told what is wrong, and makes one', async () => {
    await adminPage.goto('/admin')
    await expect(adminPage.getByRole('heading', { name: 'There are no groups yet' })).toBeVisible()
    await adminPage.getByRole('button', { name: 'New group' }).click()
    const dialog = adminPage.getByRole('dialog')
    await dialog.getByLabel('Handle').fill('@Here')
    await dialog.getByRole('button', { name: 'Create' }).click()
    await expect(dialog.getByText('A group needs a name.')).toBeVisible()
    await expect(dialog.getByText('no word that means something else')).toBeVisible()
    await dialog.getByLabel('Name', { exact: true }).fill('The team')
    await dialog.getByLabel('Handle').fill(bea.username)
    await dialog.getByRole('combobox').fill(bea.username)
    await dialog.getByRole('option', { name: `@${bea.username}` }).click()
    await dialog.getByRole('button', { name: 'Create' }).click()
    // Nothing of what was written is lost when the server refuses it.
    await expect(dialog.getByText('is taken, or looks like one that is')).toBeVisible()
    await dialog.getByLabel('Handle').fill(`@${handle}`)
    await dialog.getByRole('button', { name: 'Create' }).click()
    await expect(groups.getByText(`@${handle} · 1 person`)).toBeVisible()
  })

  await test.step('somebody completes it in the composer and calls', async () => {
    await newChannel(ada.page, channel, bea)
    await expect(channelLink(bea.page, channel)).toBeVisible()
    await composer(ada.page).pressSequentially(`look @${handle.slice(0, 4)}`)
    const option = ada.page.getByRole('option', { name: `@${handle}` })
    await expect(option).toContainText('The team · 1 person')
    await option.click()
    await expect(composer(ada.page)).toHaveValue(`look @${handle} `)
    await composer(ada.page).press('Enter')
    await expectMessage(ada.page, `look @${handle}`)
    await send(ada.page, `not \`@${handle}\``)
    await expectMessage(ada.page, 'not')
  })

  await test.step('a member sees the badge, and in the message who else was called', async () => {
    await expect(channelLink(bea.page, channel)).toHaveAccessibleName(/1 mention\b/)
    await openChannel(bea.page, channel)
    await timeline(bea.page)
      .getByRole('button', { name: `@${handle}` })
      .click()
    const dialog = bea.page.getByRole('dialog', { name: 'The team' })
    await expect(dialog).toContainText(`@${handle} · 1 person`)
    await dialog.getByRole('button', { name: bea.username }).click()
    await expect(bea.page.getByRole('dialog', { name: bea.fullName })).toBeVisible()
    await bea.page.keyboard.press('Escape')
  })

  await test.step('an admin changes it, and everybody sees that at once', async () => {
    await adminPage.getByRole('button', { name: `Edit @${handle}` }).click()
    const dialog = adminPage.getByRole('dialog')
    await dialog.getByRole('combobox').fill(ada.username)
    await dialog.getByRole('option', { name: `@${ada.username}` }).click()
    await dialog.getByRole('button', { name: 'Save' }).click()
    await expect(groups.getByText(`@${handle} · 2 people`)).toBeVisible()
    await timeline(bea.page)
      .getByRole('button', { name: `@${handle}` })
      .click()
    const shown = bea.page.getByRole('dialog', { name: 'The team' })
    await expect(shown.getByRole('listitem')).toHaveCount(2)
    await adminPage.getByRole('button', { name: `Edit @${handle}` }).click()
    await adminPage.getByRole('button', { name: 'Delete group' }).click()
    await adminPage.getByRole('dialog').getByRole('button', { name: 'Delete group' }).click()
    await expect(shown.or(bea.page.getByRole('dialog', { name: 'Group' }))).toContainText('no such group any more')
    await bea.page.keyboard.press('Escape')
    // What was written stays, as text.
    await expectMessage(bea.page, `look @${handle}`)
    await expect(timeline(bea.page).getByRole('button', { name: `@${handle}` })).toHaveCount(0)
  })
})
