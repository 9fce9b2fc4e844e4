import type { Context } from '../context.ts'
import { rules } from '../rate-limits.ts'
import { answerLimits } from './answer-limits.ts'
import { answerSize } from './answer-size.ts'

/**
 * Runs a call whose answer has many rows: in its person's turn, and with what the answer weighs counted against what
 * may wait for them and, if it is large, against their rate limit.
 *
 * @throws Refusal `TOO_LARGE`, `RATE_LIMITED`, `UNAVAILABLE`; the call has not run then
 */
export function measured<Result extends { ok: boolean }>(
  { services, batch }: Context,
  userId: string,
  isHeavy: boolean,
  run: () => Promise<Result>,
): Promise<Result> {
  const work = async () => {
    const result = await run()
    if (!result.ok || !('data' in result)) return result
    const bytes = answerSize(result.data)
    batch?.hold(userId, bytes)
    const points = Math.floor(bytes / answerLimits.bytesPerPoint)
    // The answer is made. Whoever has asked for too much is refused the next one.
    if (points > 0) void services.rateLimits.take(rules.calls, userId, points)
    return result
  }
  return services.answers.run(userId, batch, work, { isHeavy })
}
