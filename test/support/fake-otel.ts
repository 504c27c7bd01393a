import { AsyncLocalStorage } from 'node:async_hooks'
import {
  type Context,
  type ContextManager,
  context,
  ROOT_CONTEXT,
  type Span,
  type SpanContext,
  type SpanOptions,
  type SpanStatus,
  type Tracer,
  trace,
} from '@opentelemetry/api'

/** What an SDK would send. */
export interface FakeSpan {
  readonly name: string
  readonly options: SpanOptions
  readonly id: string
  readonly parentId: string | null
  readonly attributes: Record<string, unknown>
  readonly exceptions: unknown[]
  status: SpanStatus | null
  ends: number
}

/** The least that an SDK is: spans in a list, and a context that follows awaits. `unregister` when the test is over. */
export const fakeOtel = (isSampled = true) => {
  const spans: FakeSpan[] = []
  const storage = new AsyncLocalStorage<Context>()
  const manager: ContextManager = {
    active: () => storage.getStore() ?? ROOT_CONTEXT,
    with: (active, work, self, ...args) => storage.run(active, () => work.apply(self, args)),
    bind: (_, target) => target,
    enable: () => manager,
    disable: () => manager,
  }
  const spanOf = (kept: FakeSpan): Span => {
    const span: Span = {
      spanContext: (): SpanContext => ({ traceId: '1'.repeat(32), spanId: kept.id, traceFlags: 1 }),
      setAttribute: (key, value) => {
        kept.attributes[key] = value
        return span
      },
      setAttributes: (attributes) => {
        Object.assign(kept.attributes, attributes)
        return span
      },
      addEvent: () => span,
      addLink: () => span,
      addLinks: () => span,
      setStatus: (status) => {
        kept.status = status
        return span
      },
      updateName: () => span,
      end: () => void kept.ends++,
      isRecording: () => isSampled,
      recordException: (exception) => void kept.exceptions.push(exception),
    }
    return span
  }
  const start = (name: string, options: SpanOptions, parent: Context): Span => {
    const parentId = options.root === true ? null : (trace.getSpan(parent)?.spanContext().spanId ?? null)
    const id = String(spans.length + 1).padStart(16, '0')
    const attributes = { ...options.attributes }
    const kept: FakeSpan = { name, options, id, parentId, attributes, exceptions: [], status: null, ends: 0 }
    spans.push(kept)
    return spanOf(kept)
  }
  const tracer: Tracer = {
    startSpan: (name, options = {}, parent = context.active()) => start(name, options, parent),
    startActiveSpan: (name: string, ...rest: readonly unknown[]) => {
      const work = rest.at(-1) as (span: Span) => never
      const options = rest.length > 1 ? (rest[0] as SpanOptions) : {}
      const span = start(name, options, context.active())
      return context.with(trace.setSpan(context.active(), span), work, undefined, span)
    },
  }
  trace.setGlobalTracerProvider({ getTracer: () => tracer })
  context.setGlobalContextManager(manager)
  return {
    spans,
    unregister: () => {
      trace.disable()
      context.disable()
    },
  }
}
