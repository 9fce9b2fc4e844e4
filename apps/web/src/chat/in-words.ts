import { errorText } from '../errors.ts'

/** Rejects with words for people: dialogs show the message of what they catch. */
export async function inWords<T>(work: Promise<T>): Promise<T> {
  try {
    return await work
  } catch (error) {
    throw new Error(errorText(error), { cause: error })
  }
}
