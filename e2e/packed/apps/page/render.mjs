// Renders hooks and components on a server, from data that it has read. Prints the page.
import { createChime } from '@chime/client'
import { ChimeProvider, useChannels, useTimeline } from '@chime/client/react'
import { Button } from '@chime/ui'
import { createElement, version } from 'react'
import { renderToString } from 'react-dom/server'

const [initial, channelId] = [JSON.parse(process.argv[2]), process.argv[3]]

function Channel() {
  const [channel] = useChannels()
  const { items } = useTimeline(channelId)
  const texts = items.map((item) => (item.state === 'sent' ? item.message.content : ''))
  return createElement(Button, null, `${version} ${channel?.name}: ${texts.join(', ')}`)
}

const chime = createChime({ url: 'http://127.0.0.1:1', initial })
console.log(renderToString(createElement(ChimeProvider, { chime }, createElement(Channel))))
