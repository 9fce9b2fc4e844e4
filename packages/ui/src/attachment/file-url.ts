/**
 * Gives the address of a file, or of a smaller copy of a picture: `thumbnail` for a picture that is shown alone,
 * `small` for one of several.
 */
export type FileUrl = (id: string, what: 'file' | 'thumbnail' | 'small') => string

/** The server makes copies that are this wide (960 and 320 pixels) of pictures that are wider. */
const paths = { file: '', thumbnail: '/960', small: '/320' }

/** The addresses under which the Chime server has its files: `/files/<id>`. */
export const serverFileUrl: FileUrl = (id, what) => `/files/${id}${paths[what]}`
