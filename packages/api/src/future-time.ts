import { limits } from '@chime/protocol'
import { Refusal } from './errors.ts'

const dayMs = 24 * 60 * 60 * 1_000

/**
 * Reads the time at which something is to happen.
 *
 * @param field names the input field in the error
 * @throws Refusal `INVALID_INPUT` for a time that has passed or lies more than `limits.scheduleDaysMax` days ahead
 */
export function parseFutureTime(time: string, field: string): Date {
  const at = new Date(time)
  const ahead = at.getTime() - Date.now()
  if (!(ahead > 0)) throw new Refusal('INVALID_INPUT', `${field}: must be in the future`, { field })
  if (ahead > limits.scheduleDaysMax * dayMs) {
    throw new Refusal('INVALID_INPUT', `${field}: may be at most ${limits.scheduleDaysMax} days ahead`, { field })
  }
  return at
}
