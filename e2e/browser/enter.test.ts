// Nothing from outside changes what Enter does: the composer, menus and dialogs keep their mode and their text.
import { expect, type Page } from '@playwright/test'
import { channelLink, composer, expectMessage, openChannel, send, timeline, writeTo } from './chat.ts'
import { type Person, test } from './fixtures.ts'

/** Calls a procedure as this person, as another device of theirs would. */
async function call<T>({ context }: Person, path: string, input: object): Promise<T> {
  const response = await context.request.post(`/trpc/${path}`, { data: input })
  if (!response.ok()) throw new Error(`${path}: ${await response.text()}`)
  return (await response.json()).result.data
}

const idIn = (page: Page) => /\/c\/([\w-]{36})/.exec(page.url())?.[1] ?? ''
const me = async ({ context }: Person): Promise<string> =>
  (await (await context.request.get('/trpc/auth.me')).json()).result.data.id

/** A group of the first person, whom the others belong to; both are in it. */
async function group(name: string, owner: Person, ...others: Person[]): Promise<string> {
  const memberIds = await Promise.all(others.map(me))
  const { id } = await call<{ id: string }>(owner, 'channels.create', { kind: 'group', name, memberIds })
  for (const { page } of [owner, ...others]) {
    await expect(channelLink(page, name)).toBeVisible()
    await openChannel(page, name)
  }
  return id
}

const sentTexts = (page: Page) => timeline(page).locator('article[data-state=sent]')

test('an edit of a message that is deleted elsewhere is not sent, and its text is kept', async ({ signUp }) => {
  const ada = await signUp('Ada Byron')
  const bea = await signUp('Bea Lind')
  await writeTo(ada.page, bea.username, bea)
  await send(ada.page, 'an older message')
  await expectMessage(ada.page, 'an older message')
  const channelId = idIn(ada.page)
  await composer(ada.page).press('ArrowUp')
  await composer(ada.page).fill('an older message, better')

  await call(ada, 'messages.delete', { channelId, number: 1 })
  await expect(ada.page.getByText('The message was deleted.').first()).toBeVisible()
  await expect(composer(ada.page)).toHaveValue('an older message, better')
  await composer(ada.page).press('Enter')
  await expect(ada.page.getByRole('alert').filter({ hasText: 'Nothing was saved' })).toBeVisible()
  await expect(composer(ada.page)).toHaveValue('an older message, better')
  await expect(ada.page.getByRole('button', { name: 'Copy', exact: true })).toBeVisible()
  await expect(timeline(ada.page).getByText('better')).toHaveCount(0)

  await ada.page.getByRole('button', { name: 'Send as new' }).click()
  await expectMessage(ada.page, 'an older message, better')
  await expect(composer(ada.page)).toHaveValue('')
})

test('a draft waits behind a lost edit', async ({ signUp }) => {
  const ada = await signUp('Ada Byron')
  const bea = await signUp('Bea Lind')
  await writeTo(ada.page, bea.username, bea)
  await send(ada.page, 'first')
  await expectMessage(ada.page, 'first')
  await composer(ada.page).fill('a draft')
  const row = sentTexts(ada.page).filter({ hasText: 'first' })
  await row.hover()
  await row.getByRole('button', { name: 'More actions' }).click()
  await ada.page.getByRole('menuitem', { name: 'Edit' }).click()
  await composer(ada.page).fill('second')
  await call(ada, 'messages.delete', { channelId: idIn(ada.page), number: 1 })
  await expect(ada.page.getByText('The message was deleted.').first()).toBeVisible()
  await composer(ada.page).press('Enter')
  await composer(ada.page).press('Enter')
  await expect(composer(ada.page)).toHaveValue('second')
  await composer(ada.page).press('Escape')
  await expect(composer(ada.page)).toHaveValue('a draft')
})

test('who is removed, and who finds the channel archived, keeps what they were writing', async ({ signUp }) => {
  const ada = await signUp('Ada Byron')
  const bea = await signUp('Bea Lind')
  const kept = bea.page.getByRole('textbox', { name: 'Your text' })

  await test.step('archived, and brought back', async () => {
    const channelId = await group('Old Crew', ada, bea)
    await composer(bea.page).fill('half a sent')
    await call(ada, 'channels.archive', { channelId })
    await expect(bea.page.getByText('This channel is archived.')).toBeVisible()
    await expect(kept).toHaveValue('half a sent')
    await bea.page.keyboard.press('Enter')
    await call(ada, 'channels.unarchive', { channelId })
    await expect(composer(bea.page)).toHaveValue('half a sent')
    await expect(sentTexts(bea.page).filter({ hasText: 'half a sent' })).toHaveCount(0)
  })

  await test.step('removed', async () => {
    const channelId = await group('New Crew', ada, bea)
    await composer(bea.page).fill('not yet finished')
    await call(ada, 'members.remove', { channelId, userId: await me(bea) })
    await expect(bea.page.getByText('There is no such conversation')).toBeVisible()
    await expect(kept).toHaveValue('not yet finished')
    await bea.page.keyboard.press('Enter')
    await expect(kept).toHaveValue('not yet finished')
  })
})

test('an open menu stays as it was, whatever happens to the message and to the list', async ({ signUp }) => {
  const ada = await signUp('Ada Byron')
  const bea = await signUp('Bea Lind')
  await writeTo(ada.page, bea.username, bea)
  await send(ada.page, 'look here')
  await openChannel(bea.page, ada.fullName)
  await expectMessage(bea.page, 'look here')
  const row = sentTexts(bea.page).filter({ hasText: 'look here' })
  await row.hover()
  await row.getByRole('button', { name: 'More actions' }).click()
  const items = bea.page.getByRole('menuitem')
  await expect(items.first()).toBeVisible()
  const before = await items.allTextContents()
  await bea.page.keyboard.press('End')
  const chosen = bea.page.locator('[role=menuitem][data-highlighted]')
  const name = (await chosen.textContent()) ?? ''

  const channelId = idIn(ada.page)
  await call(ada, 'messages.pin', { channelId, number: 1 })
  for (const text of ['one', 'two', 'three']) await send(ada.page, text)
  await expectMessage(bea.page, 'three')
  expect(await items.allTextContents()).toEqual(before)
  await expect(chosen).toHaveText(name)
  await call(ada, 'messages.delete', { channelId, number: 1 })
  await expect(timeline(bea.page).getByText('This message was deleted.')).toBeVisible()
  expect(await items.allTextContents()).toEqual(before)
  await expect(chosen).toHaveText(name)
})

test('a list of names stays as it was, whoever joins', async ({ signUp }) => {
  const ada = await signUp('Ada Byron')
  const zoe = await signUp('Zoe Last')
  const anna = await signUp('Zara Soon')
  const channelId = await group('Names', ada, zoe)
  await composer(ada.page).pressSequentially('hello @z')
  const options = ada.page.getByRole('listbox', { name: 'People' }).getByRole('option')
  await expect(options).toHaveCount(1)
  await call(ada, 'members.add', { channelId, userIds: [await me(anna)] })
  await expect(timeline(ada.page).getByText(/Zara Soon/)).toBeVisible()
  await expect(options).toHaveCount(1)
  await composer(ada.page).press('Enter')
  await expect(composer(ada.page)).toHaveValue(`hello @${zoe.username} `)
})

test('a paste that has text and a picture of it is text', async ({ signUp }) => {
  const ada = await signUp('Ada Byron')
  const bea = await signUp('Bea Lind')
  await writeTo(ada.page, bea.username, bea)
  await ada.context.grantPermissions(['clipboard-read', 'clipboard-write'])
  const put = (withText: boolean) =>
    ada.page.evaluate(async (text) => {
      const canvas = new OffscreenCanvas(20, 10)
      canvas.getContext('2d')?.fillRect(0, 0, 5, 5)
      const picture = await canvas.convertToBlob({ type: 'image/png' })
      const words = new Blob(['a\tb'], { type: 'text/plain' })
      await navigator.clipboard.write([
        new ClipboardItem({ 'image/png': picture, ...(text && { 'text/plain': words }) }),
      ])
    }, withText)
  await composer(ada.page).focus()
  await put(true)
  await ada.page.keyboard.press('ControlOrMeta+V')
  await expect(composer(ada.page)).toHaveValue('a\tb')
  await expect(ada.page.getByRole('list', { name: 'Files' })).toHaveCount(0)
  await put(false)
  await composer(ada.page).focus()
  await ada.page.keyboard.press('ControlOrMeta+V')
  await expect(ada.page.getByRole('list', { name: 'Files' }).getByRole('listitem')).toHaveCount(1)
})

test('a file that may say where it was taken says so before it is sent', async ({ signUp }) => {
  const ada = await signUp('Ada Byron')
  const bea = await signUp('Bea Lind')
  await writeTo(ada.page, bea.username, bea)
  const add = (name: string, mimeType: string, bytes: string) =>
    ada.page.getByLabel('Attach files').setInputFiles({ name, mimeType, buffer: Buffer.from(bytes, 'latin1') })
  const warning = ada.page.getByText('It may say where and with what it was taken')
  await add('words.txt', 'text/plain', 'words')
  await expect(ada.page.getByRole('list', { name: 'Files' }).getByText('words.txt')).toBeVisible()
  await expect(warning).toHaveCount(0)
  // A TIFF, and a film that is cut off in its middle, which only the server sees.
  await add('scan.tif', 'image/tiff', 'II*\0\x08\0\0\0\0\0')
  await expect(warning).toHaveCount(1)
  await add('film.mp4', 'video/mp4', '\0\0\0\x10ftypisom\0\0\0\0\0\0\x7f\xffmoov')
  await expect(warning).toHaveCount(2)
})

// Every mode of the composer, with everything that may come from outside: afterwards Enter has done what the reader was about
// to do, or the text is still there. Nothing else was sent or changed.
type Scene = { ada: Person; bea: Person; channelId: string; target: number; name: string }

const modes: Record<string, (scene: Scene, text: string) => Promise<void>> = {
  draft: async ({ ada }, text) => composer(ada.page).fill(text),
  edit: async ({ ada }, text) => {
    await composer(ada.page).press('ArrowUp')
    await expect(composer(ada.page)).toHaveValue('of ada')
    await composer(ada.page).fill(text)
  },
  reply: async ({ ada }, text) => {
    const row = sentTexts(ada.page).filter({ hasText: 'of ada' })
    await row.hover()
    await row.getByRole('button', { name: 'Reply', exact: true }).click()
    await composer(ada.page).fill(text)
  },
}

const happenings: Record<string, (scene: Scene) => Promise<void>> = {
  'the message is deleted': async ({ ada, bea, channelId, target }) => {
    await call(bea, 'messages.delete', { channelId, number: target })
    await expect(timeline(ada.page).getByText('This message was deleted.').first()).toBeVisible()
  },
  'the message is edited on another device': async ({ ada, channelId, target }) => {
    await call(ada, 'messages.edit', { channelId, number: target, content: 'of another device' })
    await expect(sentTexts(ada.page).filter({ hasText: 'of another device' }).first()).toBeVisible()
  },
  'others write': async ({ ada, bea, channelId }) => {
    for (const content of ['one', 'two', 'three']) {
      await call(bea, 'messages.send', { channelId, clientId: crypto.randomUUID(), content })
    }
    await expectMessage(ada.page, 'three')
  },
  'the channel is renamed': async ({ ada, bea, channelId, name }) => {
    await call(bea, 'channels.update', { channelId, name: `${name} anew` })
    await expect(ada.page.getByRole('heading', { level: 1, name: `${name} anew` })).toBeVisible()
  },
  'the channel is archived': async ({ ada, bea, channelId }) => {
    await call(bea, 'channels.archive', { channelId })
    await expect(ada.page.getByText('This channel is archived.')).toBeVisible()
  },
  'one is removed': async ({ ada, bea, channelId }) => {
    await call(bea, 'members.remove', { channelId, userId: await me(ada) })
    await expect(ada.page.getByText('There is no such conversation')).toBeVisible()
  },
  'the connection breaks': ({ ada }) => ada.context.setOffline(true),
}

test('in every mode, whatever happens, Enter does what was meant or the text is kept', async ({ signUp }) => {
  test.setTimeout(240_000)
  const ada = await signUp('Ada Byron')
  const bea = await signUp('Bea Lind')
  let scenes = 0
  for (const [mode, begin] of Object.entries(modes)) {
    for (const [happening, happen] of Object.entries(happenings)) {
      await test.step(`${mode}: ${happening}`, async () => {
        const name = `Scene ${++scenes}`
        const text = `the text of ${name}`
        const channelId = await group(name, bea, ada)
        await send(ada.page, 'of ada')
        await expectMessage(ada.page, 'of ada')
        const listed = async () =>
          (
            await (
              await bea.context.request.get(
                `/trpc/messages.list?input=${encodeURIComponent(JSON.stringify({ channelId }))}`,
              )
            ).json()
          ).result.data.messages as { number: number; kind: string; content: string; userId: string; replyTo: number }[]
        const target = (await listed()).find(({ content }) => content === 'of ada')?.number ?? 0
        const scene = { ada, bea, channelId, target, name }
        await begin(scene, text)
        await happen(scene)
        await ada.page.keyboard.press('Enter')
        await ada.context.setOffline(false)

        const adaId = await me(ada)
        await expect(async () => {
          const mine = (await listed()).filter(({ kind, userId }) => kind === 'user' && userId === adaId)
          const meant = mine.filter(({ content, number, replyTo }) => {
            if (content !== text) return false
            return mode === 'edit' ? number === target : mode === 'reply' ? replyTo === target : replyTo === null
          })
          const fields = ada.page.getByRole('textbox')
          const values = await fields.evaluateAll((all) => all.map((field) => (field as HTMLTextAreaElement).value))
          expect([meant.length, values.includes(text)], JSON.stringify({ mine, values })).toEqual(
            meant.length > 0 ? [1, false] : [0, true],
          )
          expect(mine.filter(({ number }) => number !== target)).toEqual(mode === 'edit' ? [] : meant)
        }).toPass({ timeout: 10_000 })
      })
    }
  }
})
