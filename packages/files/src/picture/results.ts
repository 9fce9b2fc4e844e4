// What is asked of a picture process, and what it answers. Both sides import this file, so it loads no library.

/** A smaller version of a picture, as WebP. */
export type Form = { width: number; height: number; bytes: Buffer }
/** A picture as an avatar or an emoji. */
export type Shaped = Form & { type: string }
export type Picture = {
  width: number
  height: number
  /** As in EXIF, 1 to 8. */
  orientation: number | undefined
  preview: string | null
  forms: Form[]
}

/** A picture that cannot be made an avatar or an emoji. The message tells its owner why. */
export class UnreadableImage extends Error {
  override readonly name = 'UnreadableImage'
}

/** What can be made of a picture. Of `picture`, see `readPicture`. */
export type Results = { picture: Picture | 'too large' | 'broken'; square: Shaped; emoji: Shaped }
export type Kind = keyof Results

/** The bytes of the picture follow on the standard input of the process. */
export type Request = { kind: Kind; side: number; length: number }
/** `unreadable`: the message of an `UnreadableImage`. `ends`: the process ends itself, for this reason. */
export type Answer = { made: Results[Kind] } | { unreadable: string } | { ends: string }
