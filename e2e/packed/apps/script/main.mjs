// What a person writes who wants to chat from a script: log in, follow a channel, send, receive, end.
import { createChime, login } from '@chime/client'

const [url, username, password, channelId, withWs] = process.argv.slice(2)
const WebSocket = withWs === 'ws' ? (await import('ws')).WebSocket : undefined

const { token, user } = await login(url, username, password)
const chime = createChime({ url, token, ...(WebSocket && { WebSocket }) })
const channel = chime.channel(channelId)
const answered = new Promise((resolve) => {
  chime.on('message', ({ message }) => {
    if (message.userId !== user.id) resolve(message.content)
  })
})
chime.connect()
await chime.ready()
const close = channel.open()
const sent = await channel.send('hello').done
console.log(JSON.stringify({ number: sent.number, answer: await answered, channels: chime.channels.get().length }))
close()
chime.close()
