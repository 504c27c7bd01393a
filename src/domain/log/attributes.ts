/** Kafka's codecs by their number in a batch's attributes. */
const CODECS = ['none', 'gzip', 'snappy', 'lz4', 'zstd'] as const
export type Codec = (typeof CODECS)[number]

/** Undefined for a number that Kafka has not given a codec. */
export const codecOf = (attributes: number): Codec | undefined => CODECS[attributes & 0b111]
export const isTransactional = (attributes: number): boolean => (attributes & 0b1_0000) !== 0
