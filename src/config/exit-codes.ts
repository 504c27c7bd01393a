/** Why the process ended, as sysexits.h numbers it. */
export const exitCodes = {
  clean: 0,
  failure: 1,
  usage: 2,
  unavailable: 69,
  internal: 70,
  cannotCreate: 73,
  io: 74,
  permission: 77,
  configuration: 78,
  // 128 and the number of the signal, where it ended a process that was not done.
  hungUp: 129,
  interrupted: 130,
  terminated: 143,
} as const

export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes]
