import { randomBytes, randomInt } from 'node:crypto'
import type { Random } from '#ports/random'

export const systemRandom: Random = {
  token: (bytes) => randomBytes(bytes).toString('base64url'),
  positiveInt: () => randomInt(1, 2 ** 31),
}
