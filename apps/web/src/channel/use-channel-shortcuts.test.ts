import { expect, test } from 'vitest'
import { adjacentChannelId } from './use-channel-shortcuts.ts'

const shown = [{ id: 'a' }, { id: 'c' }, { id: 'b' }]

test('walking goes round in the order that is shown', () => {
  expect(adjacentChannelId(shown, 'a', 1)).toBe('c')
  expect(adjacentChannelId(shown, 'a', -1)).toBe('b')
  expect(adjacentChannelId(shown, 'b', 1)).toBe('a')
  expect(adjacentChannelId(shown, null, 1)).toBe('a')
  expect(adjacentChannelId(shown, null, -1)).toBe('b')
  expect(adjacentChannelId([], null, 1)).toBeNull()
})
