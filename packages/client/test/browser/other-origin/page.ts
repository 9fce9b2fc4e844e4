import { createChime } from '../../../src/create-chime.ts'
import { mintSession } from '../../../src/mint-session.ts'
import type { Chime } from '../../../src/types.ts'

declare global {
  interface Window {
    application: typeof application
    chime: Chime
  }
}

/** A picture that is made here, as a file that somebody chooses. */
async function drawPicture(name: string, width: number, height: number): Promise<File> {
  const canvas = Object.assign(document.createElement('canvas'), { width, height })
  const drawing = canvas.getContext('2d')
  if (!drawing) throw new Error('no canvas')
  drawing.fillStyle = '#28a'
  drawing.fillRect(0, 0, width, height)
  const blob = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, 'image/png'))
  return new File([blob ?? ''], name, { type: 'image/png' })
}

/** Waits until the file has an address, and shows it. @returns the width of the picture in pixels, or the error */
function show(pathOrId: string): Promise<number | string> {
  const file = window.chime.files.get(pathOrId)
  return new Promise((resolve) => {
    const look = () => {
      const { url, error } = file.get()
      if (error !== null) resolve(error)
      const img = document.querySelector<HTMLImageElement>('#shown')
      if (url === null || !img) return
      img.onload = () => resolve(img.naturalWidth)
      img.onerror = () => resolve('no picture')
      img.src = url
    }
    file.subscribe(look)
    look()
  })
}

/** @returns the id of the file on the server */
function upload(file: File, channelId?: string): Promise<string> {
  const { state } = channelId ? window.chime.channel(channelId).upload(file) : window.chime.upload(file)
  return new Promise((resolve, reject) => {
    state.subscribe(() => {
      const { phase, attachment, error } = state.get()
      if (phase === 'ready' && attachment) resolve(attachment.id)
      if (phase === 'failed') reject(new Error(error ?? ''))
    })
  })
}

const application = {
  createChime,
  mintSession,
  drawPicture,
  show,
  upload,
  async connect(url: string, token: string) {
    window.chime = createChime({ url, token })
    window.chime.connect()
    await window.chime.ready()
    return window.chime.me.get()?.externalId
  },
}
window.application = application
