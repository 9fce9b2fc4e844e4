import { createChime, login } from '@chime/client'

// node examples/bot.ts http://localhost:3000 <username> <password>
const [url = '', name = '', password = ''] = process.argv.slice(2)
const { token, user } = await login(url, name, password)
const chime = createChime({ url, token })
chime.on('message', ({ channelId, message }) => {
  if (message.userId === user.id || message.editedAt || !message.content.startsWith('!echo ')) return
  chime.channel(channelId).send(message.content.slice('!echo '.length))
})
chime.connect()
