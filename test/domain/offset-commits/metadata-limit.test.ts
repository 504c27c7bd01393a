import { expect, test } from 'vitest'
import { isMetadataTooLarge } from '#domain/offset-commits/metadata-limit'

test.each([
  ['', false],
  ['x'.repeat(4_096), false],
  ['ü'.repeat(4_096), false],
  ['x'.repeat(4_097), true],
])('metadata may have 4,096 characters', (metadata, isTooLarge) => {
  expect(isMetadataTooLarge(metadata)).toBe(isTooLarge)
})
