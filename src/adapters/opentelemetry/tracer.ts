import { context, type Span, SpanKind, SpanStatusCode, trace } from '@opentelemetry/api'
import type { Tracer } from '#ports/tracer'

/** Spans for whatever SDK the user has registered. Those that it does not want are made by nobody. */
export const openTelemetryTracer = (version: string): Tracer => {
  const tracer = trace.getTracer('kedge', version)
  return {
    request: (name, attributes, work) => {
      const options = { kind: SpanKind.SERVER, attributes, root: true }
      return tracer.startActiveSpan(name, options, (span) => {
        if (!span.isRecording()) {
          span.end()
          return work(nobody)
        }
        let isRefused = false
        const refused = (error: string): void => {
          if (isRefused) return
          isRefused = true
          span.setAttribute('error.type', error)
          span.setStatus({ code: SpanStatusCode.ERROR, message: error })
        }
        return ending(span, work({ refused }))
      })
    },
    step: (name, attributes, work) => {
      const parent = trace.getSpan(context.active())
      if (parent === undefined || !parent.isRecording()) return work()
      return tracer.startActiveSpan(name, { attributes }, (span) => ending(span, work()))
    },
  }
}

const nobody = { refused: (): void => {} }

/** The same promise: nobody waits for a span. */
const ending = <A>(span: Span, working: Promise<A>): Promise<A> => {
  working.then(
    () => span.end(),
    (error: unknown) => {
      if (error instanceof Error) span.recordException(error)
      span.setStatus({ code: SpanStatusCode.ERROR })
      span.end()
    },
  )
  return working
}
