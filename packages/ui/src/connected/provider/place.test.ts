import { expect, test } from 'vitest'
import { hashOf, type Place, placeOfHash } from './place.ts'

const channelId = '0190e5a0-0000-7000-8000-000000000001'

const places: Place[] = [
  { name: 'start' },
  { name: 'channel', channelId },
  { name: 'message', channelId, number: 12 },
  { name: 'thread', channelId, number: 3 },
  { name: 'invite', code: 'a/B c' },
]

test.each(places)('the address of $name leads back to it', (place) => {
  expect(placeOfHash(hashOf(place))).toEqual(place)
})

test.each(['', '#', '#top', '#chime/', '#chime/message/x', '#chime/message/x/0', '#chime/other/x'])(
  '%j is no address of a place',
  (hash) => {
    expect(placeOfHash(hash)).toBeNull()
  },
)
