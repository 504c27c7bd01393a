#!lua flags=allow-oom
-- Make the stream of a cleaned copy, and end every other copy of the partition.
--
-- The copy is written down in the hash before anything else is: what a broker that dies leaves behind can be found.
--
-- KEYS  1 partition hash   2 stream of the copy   3... streams of other copies
-- ARGV  1 expected next-segment   2 field of the copy   3 its token   4 genesis id
--       5 how many other copies   6... their fields, then the fields of the segments to be replaced
-- Reply {'began'}  |  {'gone'}  no such partition  |  {'moved'}  the list of segments is another
--       {'changed'}  one of the segments is not there
local partition, copy = KEYS[1], KEYS[2]
local others = tonumber(ARGV[5])

local counter = redis.call('HGET', partition, 'next-segment')
if not counter then return { 'gone' } end
if counter ~= ARGV[1] then return { 'moved' } end
for i = 6 + others, #ARGV do
  if redis.call('HEXISTS', partition, ARGV[i]) == 0 then return { 'changed' } end
end

for i = 1, others do
  redis.call('HDEL', partition, ARGV[5 + i])
  redis.call('UNLINK', KEYS[2 + i])
end
redis.call('XADD', copy, ARGV[4], 'v', '1', 'w', ARGV[3])
redis.call('HSET', partition, ARGV[2], ARGV[3])
redis.call('HINCRBY', partition, 'next-segment', 1)
return { 'began' }
