import { expect, type Page } from '@playwright/test'
import { channelLink, chooseAction, composer, conversations, expectMessage, openChannel, send } from './chat.ts'
import { newPerson, type Person, test } from './fixtures.ts'

async function createChannel(page: Page, name: string): Promise<void> {
  await page.getByRole('button', { name: 'Create a channel' }).click()
  await page.getByRole('dialog').getByLabel('Name', { exact: true }).fill(name)
  await page.getByRole('dialog').getByRole('button', { name: 'Create channel' }).click()
  await expect(page.getByRole('heading', { level: 1, name })).toBeVisible()
}

async function choose(page: Page, item: string | RegExp): Promise<void> {
  await page.getByRole('button', { name: 'Conversation menu' }).click()
  await page.getByRole('menuitem', { name: item }).click()
}

const memberRow = (page: Page, name: string) =>
  page.getByRole('region', { name: 'Members' }).getByRole('listitem').filter({ hasText: name })

async function giveRole(page: Page, name: string, role: string): Promise<void> {
  await memberRow(page, name)
    .getByRole('button', { name: `Actions for ${name}` })
    .click()
  await page.getByRole('menuitem', { name: role }).click()
}

test('a stranger follows an invite link, becomes admin, sees the channel archived and back, and is left as its owner', async ({
  signUp,
  visitor,
}) => {
  const ada = await signUp('Ada Byron')
  const bea = newPerson('Bea Lind')
  const name = `Orchard ${ada.username}`
  await createChannel(ada.page, name)

  const link = await test.step('a link is made', async () => {
    await choose(ada.page, 'Invite links')
    const dialog = ada.page.getByRole('dialog')
    await dialog.getByLabel('Good for').selectOption('10 people')
    await dialog.getByRole('button', { name: 'Create link' }).click()
    await expect(dialog.getByText(/Used 0 of 10 times/)).toBeVisible()
    const shown = await dialog.getByText(/\/invite\//).textContent()
    await ada.page.keyboard.press('Escape')
    return `/invite/${shown?.split('/invite/')[1]}`
  })

  await test.step('who has no account makes one and comes back to the invitation', async () => {
    await visitor.goto(link)
    await visitor.getByRole('link', { name: 'Create an account' }).click()
    await visitor.getByLabel('Full name').fill(bea.fullName)
    await visitor.getByLabel('Username').fill(bea.username)
    await visitor.getByLabel('Email').fill(bea.email)
    await visitor.getByRole('textbox', { name: 'Password' }).fill(bea.password)
    await visitor.getByRole('button', { name: 'Create account' }).click()
    await expect(visitor.getByText('Ada Byron invites you to')).toBeVisible()
    await expect(visitor.getByRole('heading', { level: 1, name })).toBeVisible()
    await visitor.getByRole('button', { name: 'Join channel' }).click()
    await expect(channelLink(visitor, name)).toBeVisible()
    await send(visitor, 'What a lovely orchard')
    await expectMessage(ada.page, 'What a lovely orchard')
  })

  await test.step('a role is given', async () => {
    await ada.page.getByRole('button', { name: /^Members/ }).click()
    await giveRole(ada.page, bea.fullName, 'Make admin')
    await expect(memberRow(ada.page, bea.fullName).getByText('admin', { exact: true })).toBeVisible()
  })

  await test.step('an archived channel can be read only, until an admin brings it back', async () => {
    await choose(ada.page, 'Channel settings')
    await ada.page.getByRole('dialog').getByRole('button', { name: 'Archive channel' }).click()
    await ada.page.getByRole('dialog').getByRole('button', { name: 'Archive', exact: true }).click()
    await expect(visitor.getByText('This channel is archived.')).toBeVisible()
    await expect(composer(visitor)).toHaveCount(0)
    await expect(channelLink(visitor, name)).toHaveCount(0)
    await visitor.getByRole('button', { name: 'Unarchive' }).click()
    await expect(composer(visitor)).toBeVisible()
    await expect(channelLink(ada.page, name)).toBeVisible()
  })

  await test.step('the last owner hands over and leaves', async () => {
    await choose(ada.page, 'Leave')
    const dialog = ada.page.getByRole('dialog')
    await expect(dialog.getByText('You are its only owner.')).toBeVisible()
    await dialog.getByRole('option', { name: bea.fullName }).click()
    await dialog.getByRole('button', { name: `Make ${bea.fullName} owner and leave` }).click()
    await expect(channelLink(ada.page, name)).toHaveCount(0)
    await visitor.getByRole('button', { name: /^Members/ }).click()
    await expect(memberRow(visitor, bea.fullName).getByText('owner', { exact: true })).toBeVisible()
    await expect(memberRow(visitor, ada.fullName)).toHaveCount(0)
  })

  await test.step('a link that leads nowhere says so', async () => {
    await visitor.goto('/invite/no-such-code')
    await expect(visitor.getByRole('heading', { name: 'This invitation cannot be used' })).toBeVisible()
  })
})

/** A channel with both people in it. */
async function channelOfBoth(ada: Person, bea: Person, name: string): Promise<void> {
  const me = await bea.context.request.get('/trpc/auth.me')
  const { id } = (await me.json()).result.data
  const made = await ada.context.request.post('/trpc/channels.create', {
    data: { kind: 'public', name, memberIds: [id] },
  })
  expect(made.ok()).toBe(true)
  for (const { page } of [ada, bea]) await openChannel(page, name)
}

test('what another wrote is found and opened; a reminder of it falls due; a thread below it is listed', async ({
  signUp,
}) => {
  const ada = await signUp('Ada Byron')
  const bea = await signUp('Bea Lind')
  const name = `Birds ${ada.username}`
  await channelOfBoth(ada, bea, name)

  await test.step('search', async () => {
    await send(bea.page, 'A heron stood in the reeds this morning')
    await expectMessage(ada.page, 'A heron stood in the reeds this morning')
    await ada.page.goto('/browse')
    await conversations(ada.page).waitFor()
    const field = ada.page.getByRole('searchbox', { name: 'Search messages' })
    // A page that has just loaded is visible before its buttons work, so the click is repeated.
    await expect(async () => {
      await ada.page.keyboard.press('Control+k')
      await expect(field).toBeFocused({ timeout: 1_000 })
    }).toPass()
    await field.fill('heron')
    const results = ada.page.getByRole('list', { name: 'Results' })
    await expect(results.locator('mark')).toHaveText(/heron/i)
    await results.getByRole('link', { name: /^Bea Lind/ }).click()
    await expect(ada.page.getByRole('heading', { level: 1, name })).toBeVisible()
    await expectMessage(ada.page, 'A heron stood in the reeds this morning')
  })

  const [, , channelId = '', number = ''] = new URL(ada.page.url()).pathname.split('/')
  const place = { channelId, number: Number(number) }

  await test.step('a reminder that falls due says so, and stays in the list until it is done', async () => {
    const at = new Date(Date.now() + 1_000).toISOString()
    await ada.context.request.post('/trpc/reminders.create', { data: { ...place, at } })
    await expect(ada.page.getByText(`A message in ${name}`)).toBeVisible({ timeout: 45_000 })
    await ada.page.getByRole('link', { name: /^Later, 1 to look at/ }).click()
    const reminder = ada.page.getByRole('region', { name: 'Reminders' }).getByRole('listitem')
    await expect(reminder).toContainText('A heron stood in the reeds')
    await expect(reminder).toContainText('due')
    await reminder.getByRole('button', { name: 'Done' }).click()
    await expect(ada.page.getByText('No reminders.')).toBeVisible()
    await ada.page.getByRole('button', { name: 'Open', exact: true }).click()
    await expectMessage(ada.page, 'A heron stood in the reeds this morning')
  })

  await test.step('a saved message is marked, stays in the list until it is done, and leads back to its place', async () => {
    const heron = ada.page.getByRole('log').locator('article[data-state=sent]').filter({ hasText: 'A heron stood' })
    await chooseAction(heron, 'Save for later')
    await expect(heron).toContainText('Saved for later')
    await ada.page.getByRole('link', { name: /^Later/ }).click()
    const saved = ada.page.getByRole('region', { name: 'Saved' }).getByRole('listitem')
    await expect(saved).toContainText('Bea Lind: A heron stood in the reeds')
    await saved.getByRole('link').click()
    await chooseAction(heron, 'Remove from saved')
    await expect(heron).not.toContainText('Saved for later')
    await chooseAction(heron, 'Save for later')
    await ada.page.getByRole('link', { name: /^Later/ }).click()
    await saved.getByRole('button', { name: 'Done' }).click()
    await expect(ada.page.getByText('Nothing saved.')).toBeVisible()
    await saved.page().goBack()
    await expectMessage(ada.page, 'A heron stood in the reeds this morning')
  })

  await test.step('a thread that one follows is listed, and leads back to its message', async () => {
    const opened = await bea.context.request.post('/trpc/channels.openThread', { data: place })
    const { id } = (await opened.json()).result.data
    const reply = { channelId: id, clientId: crypto.randomUUID(), content: 'It flew off towards the mill' }
    await bea.context.request.post('/trpc/messages.send', { data: reply })
    await bea.page.getByRole('link', { name: 'Threads' }).click()
    await bea.page
      .getByRole('list', { name: 'Threads' })
      .getByRole('link', { name: /Bea Lind/ })
      .click()
    await expect(bea.page.getByText('It flew off towards the mill')).toBeVisible()
  })
})

test('a muted channel stays quiet; all is marked as read at once; who is blocked is marked so', async ({ signUp }) => {
  const ada = await signUp('Ada Byron')
  const bea = await signUp('Bea Lind')
  const name = `Fish ${ada.username}`
  await channelOfBoth(ada, bea, name)

  await test.step('mute', async () => {
    await ada.page.getByRole('button', { name: 'Conversation menu' }).click()
    await ada.page.getByRole('menuitemradio', { name: 'Muted' }).click()
    await expect(channelLink(ada.page, name)).toHaveAccessibleName(/muted/)
  })

  await test.step('mark all as read', async () => {
    await ada.page.goto('/later')
    await expect(ada.page.getByRole('heading', { level: 1, name: 'Later' })).toBeVisible()
    await send(bea.page, 'And a kingfisher')
    await expect(channelLink(ada.page, name)).toHaveAccessibleName(/1 unread, muted/)
    await expect(async () => {
      await ada.page.keyboard.press('Shift+Escape')
      await expect(channelLink(ada.page, name)).not.toHaveAccessibleName(/unread/, { timeout: 1_000 })
    }).toPass()
  })

  await test.step('block', async () => {
    await openChannel(ada.page, name)
    await ada.page.getByRole('button', { name: /^Members/ }).click()
    await giveRole(ada.page, bea.fullName, 'Block')
    await expect(memberRow(ada.page, bea.fullName).getByText('blocked')).toBeVisible()
    await memberRow(ada.page, bea.fullName).getByRole('button', { name: bea.fullName, exact: true }).click()
    const dialog = ada.page.getByRole('dialog', { name: bea.fullName })
    await expect(dialog.getByRole('button', { name: 'Message' })).toBeDisabled()
    await dialog.getByRole('button', { name: 'Unblock' }).click()
    await expect(memberRow(ada.page, bea.fullName).getByText('blocked')).toHaveCount(0)
  })
})
