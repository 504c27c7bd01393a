/**
 * What a member waits for may take minutes. Neither a broker that stops nor what a request holds of the budgets waits for it
 * once there is nobody to answer, or nobody should be kept waiting; to the group, the member is still there.
 */
export const unlessAbandoned = <A>(pending: Promise<A>, abandoned: AbortSignal, otherwise: A): Promise<A> =>
  new Promise((resolve, reject) => {
    const abandon = (): void => resolve(otherwise)
    abandoned.addEventListener('abort', abandon, { once: true })
    pending.then(resolve, reject).finally(() => abandoned.removeEventListener('abort', abandon))
  })
