import { errorText } from './error-text.ts'

/** The same promise, but it rejects with an error whose message can be shown to people: dialogs show it as it is. */
export async function withErrorText<T>(work: Promise<T>): Promise<T> {
  try {
    return await work
  } catch (error) {
    throw new Error(errorText(error), { cause: error })
  }
}
