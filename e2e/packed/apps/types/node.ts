// Without the types of a browser, with those of Node.
import { Blob } from 'node:buffer'
import { createChime } from '@chime/client'
import { WebSocket } from 'ws'

const chime = createChime({ url: 'http://localhost:3000', token: process.env.CHIME_TOKEN ?? '', WebSocket })
const upload = chime.channel('id').upload(Object.assign(new Blob(['text']), { name: 'notes.txt' }))
console.log(upload.state.get())
