import { errorText } from '@chime/ui/connected'
import { errorData } from '../errors/error-data.ts'

/** The same promise, but it rejects with an error whose message says which of password and code is wrong. */
export async function withFieldText<T>(work: Promise<T>): Promise<T> {
  try {
    return await work
  } catch (cause) {
    const { reason, field } = errorData(cause)
    const wrong = reason === 'WRONG_CREDENTIALS' ? texts[field ?? ''] : undefined
    throw new Error(wrong ?? errorText(cause), { cause })
  }
}

const texts: Record<string, string> = {
  password: 'This is not your password.',
  code: 'This code is wrong, or was used before. Your app shows a new one every 30 seconds.',
}
