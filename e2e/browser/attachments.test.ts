import { stat } from 'node:fs/promises'
import { expect } from '@playwright/test'
import { composer, openChannel, timeline, writeTo } from './chat.ts'
import { test } from './fixtures.ts'

test('a picture and a file are sent with a message; the other looks at the picture and takes the file away', async ({
  signUp,
}) => {
  const ada = await signUp('Ada Byron')
  const bea = await signUp('Bea Lind')
  await writeTo(ada.page, bea.username, bea)
  const picture = await ada.page.screenshot()

  // The upload waits until the test has seen its progress.
  let letGo = () => {}
  const held = new Promise<void>((resolve) => {
    letGo = resolve
  })
  await ada.page.route('**/files/uploads/**', async (route) => {
    await held
    await route.continue()
  })

  await ada.page.getByLabel('Attach files').setInputFiles([
    { name: 'harbour.png', mimeType: 'image/png', buffer: picture },
    { name: 'crew.txt', mimeType: 'text/plain', buffer: Buffer.from('Ada, Bea') },
    { name: 'wrong.txt', mimeType: 'text/plain', buffer: Buffer.from('not this one') },
  ])
  const files = ada.page.getByRole('list', { name: 'Files' })
  await expect(files.getByRole('progressbar', { name: 'Sending harbour.png' })).toBeVisible()
  await files.getByRole('button', { name: 'Cancel wrong.txt' }).click()
  await expect(files.getByRole('listitem')).toHaveCount(2)
  letGo()
  await expect(files.getByRole('progressbar')).toHaveCount(0)
  await composer(ada.page).fill('The harbour, and who comes')
  await composer(ada.page).press('Enter')
  await expect(files).toHaveCount(0)

  await openChannel(bea.page, ada.fullName)
  const message = timeline(bea.page).locator('article').filter({ hasText: 'The harbour, and who comes' })
  const shown = message.getByRole('button', { name: 'Open harbour.png' })
  const isDrawn = () =>
    shown.getByRole('img', { name: 'harbour.png' }).evaluate((img: HTMLImageElement) => img.naturalWidth > 0)
  await expect.poll(isDrawn).toBe(true)
  await expect(message.getByText('wrong.txt')).toHaveCount(0)

  await shown.click()
  const large = bea.page.getByRole('dialog', { name: /harbour\.png/ })
  await expect(large.getByRole('img', { name: 'harbour.png' })).toBeVisible()
  await bea.page.keyboard.press('Escape')
  await expect(large).toHaveCount(0)

  const download = bea.page.waitForEvent('download')
  await message.getByRole('link', { name: /crew\.txt/ }).click()
  expect((await download).suggestedFilename()).toBe('crew.txt')
})

test('an empty file is sent and taken away; a folder that is dropped is refused in words', async ({ signUp }) => {
  const ada = await signUp('Ada Byron')
  const bea = await signUp('Bea Lind')
  await writeTo(ada.page, bea.username, bea)
  await composer(ada.page).evaluate((field) => {
    // A script cannot make a folder. A browser says by `webkitGetAsEntry` that an item is one.
    DataTransferItem.prototype.webkitGetAsEntry = function () {
      return { isDirectory: this.getAsFile()?.name === 'photos' } as FileSystemEntry // all that is read of it
    }
    const dataTransfer = new DataTransfer()
    for (const name of ['photos', '.gitkeep']) dataTransfer.items.add(new File([], name))
    field.dispatchEvent(new DragEvent('drop', { dataTransfer, bubbles: true, cancelable: true }))
  })
  await expect(ada.page.getByText('A folder cannot be sent')).toBeVisible()
  const files = ada.page.getByRole('list', { name: 'Files' })
  await expect(files.getByRole('listitem')).toHaveCount(1)
  await expect(files.getByRole('progressbar')).toHaveCount(0)
  await composer(ada.page).press('Enter')

  await openChannel(bea.page, ada.fullName)
  const card = timeline(bea.page).getByRole('link', { name: /\.gitkeep/ })
  await expect(card).toContainText('0 bytes')
  const download = bea.page.waitForEvent('download')
  await card.click()
  const path = await (await download).path()
  expect((await stat(path)).size).toBe(0)
})
