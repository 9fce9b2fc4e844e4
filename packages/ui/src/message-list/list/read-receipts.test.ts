import { expect, it } from 'vitest'
import { conversation } from '../../../gallery/fixtures/conversation.ts'
import { me, users } from '../../../gallery/fixtures/users.ts'
import { buildRows } from './build-rows.ts'
import { readersByRow } from './read-receipts.ts'

const [, ines = '', tobias = ''] = users.map(({ id }) => id)
/** Numbers 1 to 16; the last is mine, the two before it are by Inês. */
const rows = buildRows(conversation, me.id, null)
const seen = (receipts: [string, number][], shown = rows, hasAfter = false) =>
  [
    ...readersByRow(
      receipts.map(([userId, readNumber]) => ({ userId, readNumber })),
      shown,
      me.id,
      hasAfter,
    ).values(),
  ].flat()

it('whoever has read is shown at the last message that they have read', () => {
  const at = readersByRow([{ userId: tobias, readNumber: 16 }], rows, me.id, false)
  expect([...at]).toEqual([[rows.at(-1)?.key, [tobias]]])
})

it('I am not shown, nor is who has read nothing, or only up to above the window', () => {
  expect(
    seen([
      [me.id, 16],
      [tobias, 0],
    ]),
  ).toEqual([])
  expect(seen([[tobias, 4]], rows.slice(8))).toEqual([])
})

it('nobody is shown as a reader of what they wrote', () => {
  expect(seen([[ines, 15]])).toEqual([])
  expect(seen([[ines, 16]])).toEqual([ines])
})

it('where newer messages are not loaded, who is further on is not shown', () => {
  expect(seen([[tobias, 16]], rows.slice(0, 10), true)).toEqual([])
  expect(seen([[tobias, 8]], rows.slice(0, 10), true)).toEqual([tobias])
})
