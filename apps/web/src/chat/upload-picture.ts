import type { Chime } from '@chime/client'

/**
 * Uploads a picture that is for no channel: mine, or an emoji.
 *
 * @returns its id
 * @throws Error with words for people
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
