#!lua flags=allow-oom
-- Seal a cleaned copy and put it into the list in place of the segments that it is a copy of.
--
-- What is replaced is only written down, with the time: readers may be in the middle of it (`sweep-segment`).
--
-- KEYS  1 partition hash   2 stream of the copy
-- ARGV  1 field of the copy   2 its token   3 how many entries it must have   4 seal id
--       5 field of the cleaned segment   6 its record   7 now (ms)   8 how many segments are replaced
--       9... their fields, then the fields they are remembered by, then fields and values of the seal
-- Reply {'flipped'}  |  {'gone'}  no such partition  |  {'superseded'}  somebody else has ended the copy
--       {'changed'}  one of the segments is not in the list any more
local partition, copy = KEYS[1], KEYS[2]
local count = tonumber(ARGV[8])

if redis.call('EXISTS', partition) == 0 then return { 'gone' } end
if redis.call('HGET', partition, ARGV[1]) ~= ARGV[2] then return { 'superseded' } end
if redis.call('XLEN', copy) ~= tonumber(ARGV[3]) then return { 'superseded' } end
for i = 9, 8 + count do
  if redis.call('HEXISTS', partition, ARGV[i]) == 0 then return { 'changed' } end
end

local seal = {}
for i = 9 + 2 * count, #ARGV do seal[#seal + 1] = ARGV[i] end
redis.call('XADD', copy, 'NOMKSTREAM', ARGV[4], unpack(seal))
for i = 9, 8 + count do
  redis.call('HDEL', partition, ARGV[i])
  redis.call('HSET', partition, ARGV[i + count], ARGV[7])
end
redis.call('HSET', partition, ARGV[5], ARGV[6])
redis.call('HDEL', partition, ARGV[1])
redis.call('HINCRBY', partition, 'next-segment', 1)
return { 'flipped' }
