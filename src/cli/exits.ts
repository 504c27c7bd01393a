import { exitCodes } from '#config/exit-codes'

/** What the exit codes of the commands mean. `kedge serve` has more of them: see its help. */
export const exitMeanings = [
  { code: exitCodes.clean, about: 'done; also when whoever read the output has gone, as `head` does' },
  {
    code: exitCodes.failure,
    about: 'refused: there is no such topic, the group has members, not healthy, ...',
  },
  {
    code: exitCodes.usage,
    about: 'the command line makes no sense; what is wrong is said, all of it at once',
  },
  { code: exitCodes.unavailable, about: 'no broker answers, or not in time' },
  { code: exitCodes.internal, about: 'a bug in kedge' },
  { code: exitCodes.io, about: 'a file cannot be read, or the output cannot be written' },
  { code: exitCodes.permission, about: 'not authorized' },
  { code: exitCodes.configuration, about: 'the settings of the broker are wrong (serve, config)' },
  { code: exitCodes.interrupted, about: 'interrupted (consume ends with 0)' },
  { code: exitCodes.terminated, about: 'terminated' },
] as const
