import type { Place } from '@chime/ui/connected'
import { expect, test } from 'vitest'
import { pathOf, placeOf } from './places.ts'
import { viewOf } from './routes.ts'

const channelId = '0190e5a0-0000-7000-8000-000000000001'

const places: Place[] = [
  { name: 'start' },
  { name: 'channel', channelId },
  { name: 'message', channelId, number: 12 },
  { name: 'invite', code: 'a/B c' },
]

test.each(places)('the path of $name leads back to it', (place) => {
  expect(placeOf(viewOf(pathOf(place)))).toEqual(place)
})

test('the path of a thread is that of its message with a hash', () => {
  expect(pathOf({ name: 'thread', channelId, number: 3 })).toBe(`/c/${channelId}/3#thread`)
})
