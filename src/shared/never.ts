/** Reached only when the types were wrong about what can arrive here. */
export const never = (value: never): never => {
  throw new Error(`unexpected ${JSON.stringify(value)}`)
}
