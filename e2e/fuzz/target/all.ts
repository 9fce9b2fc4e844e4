import { envelopeTarget, httpBatchTarget, socketBatchTarget } from './envelopes.ts'
import { filesTarget } from './files.ts'
import { procedureTargets } from './procedures.ts'
import { rawFramesTarget, rawHttpTarget } from './raw.ts'
import type { Target } from './target.ts'

/** A target whose inputs are no longer told apart by their type: only the target itself reads them. */
export type AnyTarget = Target<unknown>

/** Everything that is tried. */
export const allTargets = (): AnyTarget[] =>
  [
    ...procedureTargets(),
    envelopeTarget,
    socketBatchTarget,
    httpBatchTarget,
    rawHttpTarget,
    rawFramesTarget,
    filesTarget,
  ] as AnyTarget[] // each gets only inputs that it has drawn itself
