import { expect, test } from 'vitest'
import { withReaction } from '../../src/state/message-changes.ts'
import { message, uuidOf } from '../model/rows.ts'

test('a reaction is shown as one with those that look alike, before the server has answered', () => {
  const [ann, ben] = [uuidOf('a', 1), uuidOf('a', 2)]
  const loved = message(1, 1, { reactions: [{ emoji: '❤\ufe0f', count: 1, userIds: [ben] }] })
  const both = withReaction('❤', true)(loved, ann)
  expect(both.reactions).toEqual([{ emoji: '❤\ufe0f', count: 2, userIds: [ben, ann] }])
  expect(withReaction('❤\ufe0e', false)(both, ann).reactions).toEqual(loved.reactions)
})
