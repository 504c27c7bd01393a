import type { t } from '#shared/codec'

/** A value's form as JSON Schema has it (draft 7), of what may stand in kedge.yaml. */
export type JsonSchema = Readonly<Record<string, unknown>>

/** A codec that can say what it takes. JSON Schema cannot say all: a size in words has bounds that only the codec knows. */
export type Value<A> = t.Decoder<unknown, A> & Readonly<{ json: JsonSchema }>

export const described = <A>(type: t.Decoder<unknown, A>, json: JsonSchema): Value<A> =>
  Object.assign(type, { json })
