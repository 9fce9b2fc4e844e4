import { expect, test } from 'vitest'
import { parseNumber, paths, viewOf } from './routes.ts'

const channelId = '0190e5a0-0000-7000-8000-000000000001'

test('every address leads back to its view', () => {
  expect(viewOf(paths.start)).toEqual({ name: 'start' })
  expect(viewOf(paths.channel(channelId))).toEqual({ name: 'channel', channelId })
  expect(viewOf(paths.message(channelId, 12))).toEqual({ name: 'channel', channelId, around: 12 })
  expect(viewOf(paths.browse)).toEqual({ name: 'browse' })
  expect(viewOf(paths.settings)).toEqual({ name: 'settings' })
  expect(viewOf(paths.later)).toEqual({ name: 'later' })
  expect(viewOf(paths.invitations)).toEqual({ name: 'invitations' })
  expect(viewOf(paths.threads)).toEqual({ name: 'threads' })
  expect(viewOf(paths.admin)).toEqual({ name: 'admin' })
  expect(viewOf(paths.invite('a/B c'))).toEqual({ name: 'invite', code: 'a/B c' })
  expect(viewOf(paths.claim('a-B_c'))).toEqual({ name: 'claim', token: 'a-B_c' })
})

test.each(['0', '-1', '1.5', '01', '1e3', 'abc', '', '9'.repeat(16)])('%j is no message number', (text) => {
  expect(parseNumber(text)).toBeNull()
})

test.each([
  '/c',
  '/c/',
  '/c/abc',
  `/c/${channelId}/x`,
  `/c/${channelId}/0`,
  `/c/${channelId}/1/2`,
  '/browse/1',
  '/invite',
  '/claim',
  '/claim/%',
  '/invite/%',
  '/invite/a/b',
  '/other',
])('%s is no address of the chat', (path) => {
  expect(viewOf(path)).toEqual({ name: 'not-found' })
})
