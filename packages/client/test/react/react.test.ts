import { createElement, type FunctionComponent } from 'react'
import { renderToString } from 'react-dom/server'
import { expect, test } from 'vitest'
import { createChime } from '../../src/create-chime.ts'
import {
  ChimeProvider,
  useChannel,
  useChannels,
  useConnection,
  useMe,
  useTimeline,
  useUsers,
} from '../../src/react/index.ts'
import { me, message, summary, uuidOf } from '../model/rows.ts'

const id = uuidOf('c', 1)
const initial = {
  me: me(1),
  channels: [summary(3, { name: 'harbour', lastNumber: 2, counted: 2, lastMessage: message(2, 2) })],
  timelines: { [id]: { messages: [message(1), message(2)], revision: 3, hasBefore: false, hasAfter: false } },
}

function render(View: FunctionComponent, options = {}): string {
  const chime = createChime({ url: 'http://127.0.0.1:9', ...options })
  return renderToString(createElement(ChimeProvider, { chime }, createElement(View)))
}

test('a page is rendered on the server from what was read for it, without a connection', () => {
  const html = render(
    () => {
      const names = useChannels().map(({ name, membership }) => `${name} ${membership?.unread}`)
      const { summary, missing } = useChannel(id)
      const { status, items } = useTimeline(id)
      const texts = items.map((item) => (item.state === 'sent' ? item.message.content : ''))
      const users = useUsers([me(1).id, uuidOf('a', 2)])
      return JSON.stringify([
        useMe()?.username,
        names,
        summary?.name,
        missing,
        status,
        texts,
        users.size,
        useConnection().status,
      ])
    },
    { initial },
  )
  const shown = html.replaceAll('&quot;', '"')
  expect(JSON.parse(shown)).toEqual([
    'user-1',
    ['harbour 0'],
    'harbour',
    false,
    'ready',
    ['1@1', '2@2'],
    1,
    'connecting',
  ])
})

test('without anything read for it, it renders as loading', () => {
  const html = render(() => JSON.stringify([useTimeline(id).status, useChannel(id).summary, useChannels()]))
  expect(JSON.parse(html.replaceAll('&quot;', '"'))).toEqual(['loading', null, []])
})
