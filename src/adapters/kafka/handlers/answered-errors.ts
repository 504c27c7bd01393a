import type { AnyMessage } from '#adapters/kafka/protocol/schema'
import type { Shape } from '#adapters/kafka/protocol/shape'

/** Tells every error code of an answer but 0, wherever its message has one. */
export type TellErrors = (answer: unknown, tell: (code: number) => void) => void

/** Made from the declaration of the message, so that only what holds an error code is looked at. */
export const errorsOf = ({ body }: AnyMessage): TellErrors => tellerOf(body.shape) ?? (() => {})

/** Null where there is no error code in it. */
const tellerOf = (shape: Shape): TellErrors | null => {
  switch (shape.kind) {
    case 'struct': {
      const hasCode = shape.fields.some(({ name }) => name === CODE)
      const inner = shape.fields.flatMap((field) => {
        const teller = tellerOf(field.shape)
        return teller === null ? [] : [{ name: field.name, teller }]
      })
      return hasCode || inner.length > 0 ? ofStruct(hasCode, inner) : null
    }
    case 'array': {
      const teller = tellerOf(shape.item)
      if (teller === null) return null
      return (items, tell) => {
        if (Array.isArray(items)) for (const item of items) teller(item, tell)
      }
    }
    case 'nullable':
      return tellerOf(shape.of)
    default:
      return null
  }
}

const CODE = 'errorCode'

const ofStruct =
  (hasCode: boolean, inner: readonly Readonly<{ name: string; teller: TellErrors }>[]): TellErrors =>
  (value, tell) => {
    if (!isStruct(value)) return
    const code = hasCode ? value[CODE] : 0
    if (typeof code === 'number' && code !== 0) tell(code)
    for (const { name, teller } of inner) teller(value[name], tell)
  }

const isStruct = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null
