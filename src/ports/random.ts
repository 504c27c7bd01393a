export interface Random {
  /** `bytes` random bytes as base64url. */
  readonly token: (bytes: number) => string
  /** 1 to 2^31 - 1. */
  readonly positiveInt: () => number
}
