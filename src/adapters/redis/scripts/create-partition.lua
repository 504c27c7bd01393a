#!lua
-- Make a partition with its first segment, unless there is one already.
--
-- KEYS  1 partition hash   2 stream of the first segment
-- ARGV  1 field of the segment   2 its record   3 genesis id   4 genesis token   5 history   6 created (ms)
-- Reply {'created'}  |  {'exists'}  |  {'orphan'}  the stream is there, the hash is not
local partition, segment = KEYS[1], KEYS[2]

if redis.call('EXISTS', partition) == 1 then return { 'exists' } end
if redis.call('EXISTS', segment) == 1 then return { 'orphan' } end

redis.call('XADD', segment, ARGV[3], 'v', '1', 'w', ARGV[4])
redis.call('HSET', partition, 'v', '1', 'created', ARGV[6], 'history', ARGV[5], 'epoch', '0',
  'log-start', '0', 'next-segment', '1', ARGV[1], ARGV[2])
return { 'created' }
