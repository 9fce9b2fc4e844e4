import { createChime } from '@chime/client'
import { ChimeProvider, useChannels, useTimeline } from '@chime/client/react'
import { Avatar, Button } from '@chime/ui'

const chime = createChime()

export function App({ file }: { file: File }) {
  const onClick = () => chime.channel('id').send('Look', { attachments: [chime.channel('id').upload(file)] })
  return (
    <ChimeProvider chime={chime}>
      <Channels />
      <Button onClick={onClick}>Send</Button>
    </ChimeProvider>
  )
}

function Channels() {
  const channels = useChannels()
  const { items } = useTimeline(channels[0]?.id ?? '')
  return (
    <ul>
      {items.map((item) => item.state === 'sent' && <li key={item.message.number}>{item.message.content}</li>)}
      {channels.map(({ id, name }) => (
        <li key={id}>
          {/* @ts-expect-error a person has a name */}
          <Avatar />
          {name}
        </li>
      ))}
    </ul>
  )
}
