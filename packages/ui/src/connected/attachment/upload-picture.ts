import type { Chime } from '@chime/client'

/**
 * Uploads a picture that belongs to no channel: my avatar or a custom emoji.
 *
 * @returns the id of the attachment
 * @throws Error whose message can be shown
 */
export function uploadPicture(chime: Chime, picture: Blob, name = 'picture'): Promise<string> {
  const file = picture instanceof File ? picture : new File([picture], name, { type: picture.type })
  const upload = chime.upload(file)
  return new Promise((resolve, reject) => {
    const look = () => {
      const { phase, attachment, error } = upload.state.get()
      if (phase === 'ready' && attachment) resolve(attachment.id)
      else if (phase === 'failed') {
        upload.cancel()
        reject(new Error(error ?? 'The picture could not be uploaded.'))
      } else return
      end()
    }
    const end = upload.state.subscribe(look)
    look()
  })
}
