import type { ChannelSummary } from '@chime/protocol'
import { expect, test } from 'vitest'
import { documentTitle } from './use-document-title.ts'

const channel = (id: string, name: string, unread: number, notify = 'all') =>
  // Only what the title looks at.
  ({ id, kind: 'public', name, membership: { unread, notify } }) as ChannelSummary

const channels = [channel('1', 'design', 2), channel('2', 'random', 40, 'none'), channel('3', 'general', 1)]

test('the title tells the place and the unread messages of channels that are not muted', () => {
  expect(documentTitle({ name: 'channel', channelId: '1' }, channels)).toBe('(3) design · Chime')
  expect(documentTitle({ name: 'settings' }, [])).toBe('Settings · Chime')
  expect(documentTitle({ name: 'start' }, [])).toBe('Chime')
})

test('a channel that I only look at does not count', () => {
  const looking = [{ ...channel('1', 'design', 2), membership: null }]
  expect(documentTitle({ name: 'channel', channelId: '1' }, looking)).toBe('design · Chime')
})

test('a name does not turn the direction of what stands beside it', () => {
  const title = (name: string) => documentTitle({ name: 'channel', channelId: '1' }, [channel('1', name, 0)])
  expect(title('evil\u202e\u2069')).toBe('evil · Chime')
  expect(title('שלום')).toBe('\u2068שלום\u2069 · Chime')
})
