/** A file after what cameras and programs wrote about it was taken out. */
export type Cleaned = {
  /** The same buffer as before when there was nothing to take out, or when nothing could be. */
  bytes: Buffer
  /** False: something about the place or the device may still be in it. */
  isClean: boolean
}

/** What is thrown inside of this folder for a file that does not keep to its format. */
export class Malformed extends Error {}
