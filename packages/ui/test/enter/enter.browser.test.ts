import type { Locator, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, it, vi } from 'vitest'
import { button, composer, dialog, dialogs, fromHeader, members, row } from './dialogs.ts'
import { happenings, type Scene, say, stage } from './scene.ts'

/*
 * Nothing from outside changes what Enter does: every dialog and every menu, and the composer of a thread, with
 * everything that may happen under them. The composer of a channel, in each of its modes, is in
 * e2e/browser/enter.test.ts.
 */

vi.setConfig({ testTimeout: 480_000 })

let on: Awaited<ReturnType<typeof stage>>
beforeAll(async () => {
  on = await stage()
}, 180_000)
afterAll(() => on?.close(), 60_000)

/** What is written and offered: what Enter would send or do. Numbers are left out: times go on. */
const held = (within: Locator) =>
  within.evaluate((root) => ({
    values: [...root.querySelectorAll('input, textarea, select')].map((one) => (one as HTMLInputElement).value),
    offers: [...root.querySelectorAll('button, [role=option], [role^=menuitem]')].map((one) =>
      `${one.getAttribute('aria-label') ?? ''}${one.textContent}`.replace(/\d+|AM|PM/g, '#'),
    ),
    focus: document.activeElement === document.body ? 'nothing' : document.activeElement?.tagName,
  }))

type Open = { what: string; page: Page; within: Locator }

/** Lets these happen, and expects that nothing in the pages becomes something else. */
async function live(scene: Scene, pages: readonly Open[], only = (_happening: string) => true): Promise<void> {
  const before = new Map<string, Awaited<ReturnType<typeof held>>>()
  for (const { what, within } of pages) before.set(what, await held(within))
  for (const [happening, { happen, seen }] of Object.entries(happenings(scene)).filter(([name]) => only(name))) {
    await happen()
    for (const { what, page, within } of pages) {
      await page.getByText(seen).first().waitFor({ state: 'attached' })
      expect({ what, happening, ...(await held(within)) }).toEqual({ what, happening, ...before.get(what) })
    }
  }
}

it('dialogs stay as they are, and Enter does what was meant or says why not', async () => {
  const scene = await on.scene()
  const pages: Open[] = []
  for (const [what, { open, at }] of Object.entries(dialogs)) {
    const page = await on.open(scene)
    await open(page)
    await at(page).focus()
    pages.push({ what, page, within: dialog(page) })
  }
  await live(scene, pages)

  for (const { what, page, within } of pages) {
    const { at, said } = dialogs[what] ?? {}
    const { values, offers } = await held(within)
    await at?.(page).press('Enter')
    if (said === null) await within.waitFor({ state: 'detached' })
    else {
      await within.getByText(said ?? '').waitFor()
      expect({ what, ...(await held(within)) }).toMatchObject({ what, values, offers })
    }
  }
  const me = await scene.ada.trpc.auth.me.query()
  // The dialog was opened before the name was changed elsewhere: only what was changed in it is saved.
  expect(me).toMatchObject({ fullName: 'Ada Anew', statusText: 'my own status' })
  await scene.context.close()
})

it('menus stay as they are, until there is nothing that they belong to', async () => {
  const scene = await on.scene()
  const menus: Record<string, (page: Page) => Promise<unknown>> = {
    'of the channel': (page) => page.getByRole('button', { name: 'Conversation menu' }).click(),
    'of a message': async (page) => {
      await row(page, 'of ada').hover()
      await row(page, 'of ada').getByRole('button', { name: 'More actions' }).click()
    },
    'of a member': async (page) => {
      await members(page)
      await page.getByRole('button', { name: 'Actions for Zoe Last' }).click()
    },
    'of the composer': (page) => page.getByRole('button', { name: 'Add', exact: true }).click(),
  }
  const pages: Open[] = []
  for (const [what, open] of Object.entries(menus)) {
    const page = await on.open(scene)
    await open(page)
    const within = page.getByRole('menu')
    await within.waitFor()
    await page.keyboard.press('End')
    pages.push({ what, page, within })
  }
  await live(scene, pages, (happening) => !/archived|removed/.test(happening))
  await scene.context.close()
})

it('the answer in a thread is kept, also for whoever is removed', async () => {
  const scene = await on.scene()
  const page = await on.open(scene)
  await row(page, 'of ben').hover()
  await row(page, 'of ben').getByRole('button', { name: 'Reply in thread' }).click()
  const thread = page.getByRole('region', { name: /^Thread/ })
  await composer(thread).fill('my answer')
  const values = async () => (await held(thread)).values.filter((value) => value !== '')
  for (const [happening, { happen, seen }] of Object.entries(happenings(scene))) {
    await happen()
    await page.getByText(seen).first().waitFor({ state: 'attached' })
    await vi.waitFor(async () =>
      expect({ happening, values: await values() }).toEqual({ happening, values: ['my answer'] }),
    )
  }
  await page.keyboard.press('Enter')
  expect(await values()).toEqual(['my answer'])
  await scene.context.close()
})

it('who leaves as the only owner is asked for the next one, whoever comes and whatever they become', async () => {
  const scene = await on.scene()
  const { ada, ben, zoe, channelId } = scene
  await ben.trpc.members.setRole.mutate({ channelId, userId: ada.user.id, role: 'owner' })
  await ada.trpc.members.setRole.mutate({ channelId, userId: ben.user.id, role: 'member' })
  const page = await on.open(scene)
  await fromHeader(page, 'Leave')
  await dialog(page).getByRole('option', { name: 'Ben Okri' }).waitFor()
  const field = page.getByRole('combobox', { name: 'Next owner' })
  await field.focus()
  await ben.trpc.users.update.mutate({ fullName: 'Zz Top' })
  await dialog(page).getByRole('option').last().filter({ hasText: 'Zz Top' }).waitFor()
  await field.press('Enter')
  await button(page, 'Make Zz Top owner and leave').waitFor()
  await ada.trpc.members.setRole.mutate({ channelId, userId: zoe.user.id, role: 'owner' })
  await say(ada, channelId, 'zoe is an owner')
  await page.getByText('zoe is an owner').first().waitFor({ state: 'attached' })
  await button(page, 'Make Zz Top owner and leave').waitFor()
  await scene.context.close()
})

it('a button that blocks still blocks when that has happened elsewhere', async () => {
  const scene = await on.scene()
  const { ada, ben } = scene
  const page = await on.open(scene)
  await row(page, 'of ben').getByRole('button', { name: 'Ben Okri', exact: true }).click()
  await button(page, 'Block').focus()
  await ada.trpc.users.block.mutate({ userId: ben.user.id })
  await dialog(page).getByText('blocked', { exact: true }).waitFor()
  await button(page, 'Block').press('Enter')
  await button(page, 'Unblock').waitFor()
  expect(await ada.trpc.users.blocked.query()).toMatchObject([{ id: ben.user.id }])
  await scene.context.close()
})

it('a settings dialog says what was changed elsewhere, and saves only what was changed in it', async () => {
  const scene = await on.scene()
  const { ada, ben, channelId } = scene
  const page = await on.open(scene)
  await fromHeader(page, 'Channel settings')
  await dialog(page).getByRole('textbox', { name: 'Description' }).fill('my own words')
  await ben.trpc.channels.update.mutate({ channelId, name: 'Their name' })
  await dialog(page).getByText('Somebody named it Their name meanwhile.').waitFor()
  await button(page, 'Save').press('Enter')
  await dialog(page).waitFor({ state: 'detached' })
  const saved = await ada.trpc.channels.get.query({ channelId })
  expect(saved).toMatchObject({ name: 'Their name', description: 'my own words' })
  await scene.context.close()
})
