/** Pictures and films out of which the server takes what cameras write about the place and the device. */
const cleaned =
  /^(image\/(jpeg|a?png|webp|gif|avif|hei[cf](-sequence)?|bmp|svg\+xml|x-icon|vnd\.microsoft\.icon)|video\/(mp4|x-m4v|quicktime|3gpp2?|webm))$/
/** Browsers know no type for what cameras record raw. */
const raw = /\.(tiff?|dng|cr[23w]|nef|arw|raf|orf|rw2|pef|srw|psd|jxl|jp[2x]|mts|m2ts|avi|mkv)$/i

/**
 * Whether a file of this type may still say where and with what it was taken after the server has it. It is a guess from
 * the outside, for before the server has looked at the file.
 */
export const keepsMetadata = ({ type, name }: { type: string; name: string }): boolean =>
  (/^(image|video)\//.test(type) && !cleaned.test(type)) || raw.test(name)
