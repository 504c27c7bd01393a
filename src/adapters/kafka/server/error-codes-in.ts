const MOST_LOOKED_AT = 10_000

/** Tells of the error codes that an answer carries, at whatever depth. */
export const errorCodesIn = (answer: object, tell: (code: number) => void): void => {
  const waiting: object[] = [answer]
  for (let i = 0; i < waiting.length && i < MOST_LOOKED_AT; i++) {
    for (const [name, value] of Object.entries(waiting[i] ?? {})) {
      if (name === 'errorCode' && typeof value === 'number' && value !== 0) tell(value)
      if (typeof value === 'object' && value !== null && !ArrayBuffer.isView(value)) waiting.push(value)
    }
  }
}
